using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Graph;

/// <summary>What came back.</summary>
/// <param name="Status">Null: nothing came back, and the request may have been carried out.</param>
/// <param name="RequestId">What support asks for; null when there is none.</param>
internal sealed record ApiAnswer(HttpStatusCode? Status, byte[] Body, TimeSpan? RetryAfter, string? RequestId)
{
    private const int MaxTextLength = 128;

    public static ApiAnswer Lost { get; } = new(null, [], null, null);

    public bool Succeeded => Status is { } status && (int)status is >= 200 and < 300;

    /// <summary>The service's own code, such as <c>Authorization_RequestDenied</c>; never its message, which may name people.</summary>
    public string Code => CodeOf(Body) ?? "no error code";

    public static ApiAnswer Of(HttpResponseMessage response, byte[] body) =>
        new(response.StatusCode, body, RetryAfterOf(response), Header(response.Headers, "request-id") ?? Header(response.Headers, "x-ms-request-id"));

    /// <summary>How long to wait, whether the service gives seconds or a time.</summary>
    public static TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } after } => after,
        { Date: { } until } when response.Headers.Date is { } now => until > now ? until - now : TimeSpan.Zero,
        _ => null,
    };

    public static string? CodeOf(byte[] body)
    {
        try
        {
            var answer = JsonElement.Parse(body);
            return answer.Member("error") is { } error && error.Text("code") is { Length: > 0 and <= MaxTextLength } code && Plain(code) ? code : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The service's message, to look for words in it and for nothing else.</summary>
    public bool Says(string words)
    {
        try
        {
            return JsonElement.Parse(Body).Member("error")?.Text("message")?.Contains(words, StringComparison.OrdinalIgnoreCase) ?? false;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The error to throw for an answer that is none of the good ones.</summary>
    public EntraException ToException(ApiRequest request, string service)
    {
        var what = $"{request.Method} {PathOf(request.Address)}";
        var id = RequestId is null ? "" : $", request-id {RequestId}";
        var message = Status is { } status
            ? $"{service} answered {(int)status} ({Code}{id}) to {what}{(Fault is EntraFault.Forbidden ? $"; it needs {request.Permission}" : "")}."
            : $"{service} did not answer {what}; it may have been done.";
        return new EntraException(Fault, message, RetryAfter);
    }

    /// <remarks>Codes such as <c>CredentialInvalidLifetimeAsPerAppPolicy</c> come with 400 or 403, and no permission helps against them.</remarks>
    private EntraFault Fault => Status switch
    {
        null => EntraFault.Transient,
        _ when Code.Contains("AsPerAppPolicy", StringComparison.Ordinal) => EntraFault.Invalid,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => EntraFault.Forbidden,
        HttpStatusCode.NotFound => EntraFault.NotFound,
        HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed or HttpStatusCode.Locked => EntraFault.Conflict,
        HttpStatusCode.TooManyRequests => EntraFault.Throttled,
        HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => EntraFault.Transient,
        _ => EntraFault.Invalid,
    };

    /// <summary>Without the query, in which a filter may hold anything.</summary>
    private static string PathOf(string address)
    {
        var query = address.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? address : address[..query];
    }

    private static string? Header(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) && values.FirstOrDefault() is { Length: > 0 and <= MaxTextLength } text && Plain(text) ? text : null;

    private static bool Plain(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':');
}
