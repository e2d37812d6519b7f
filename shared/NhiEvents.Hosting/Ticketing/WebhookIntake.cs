using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using NhiEvents.Core.Ticketing.Inbound;

namespace NhiEvents.Hosting.Ticketing;

/// <summary>The HTTP side of a webhook: reads no more than is allowed, and answers without a word about the inside.</summary>
public sealed class WebhookIntake(ReceiveWebhookHandler handler)
{
    private const string Forwarded = "X-Forwarded-For";

    public async Task<IResult> HandleAsync(HttpRequest request, string sender, CancellationToken ct)
    {
        var address = AddressOf(request);
        if (handler.RefusalOf(address?.ToString() ?? "unknown") is { } early)
        {
            return Answer(request, early);
        }

        if (request.Headers.ContainsKey(HeaderNames.ContentEncoding))
        {
            return Answer(request, new WebhookAnswer(415, "encoded-body") { Text = "Send the body without Content-Encoding." });
        }

        var (body, fault) = await ReadAsync(request, ct);
        return Answer(request, fault ?? await handler.HandleAsync(new WebhookRequest(sender, name => Single(request, name), body, address), ct));
    }

    /// <summary>A header that is there twice is none: which of the two was meant, nobody can say.</summary>
    private static string? Single(HttpRequest request, string name) => request.Headers.TryGetValue(name, out var values) && values.Count == 1 ? values[0] : null;

    private async Task<(ReadOnlyMemory<byte> Body, WebhookAnswer? Fault)> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var most = handler.MaxBodyBytes;
        if (request.ContentLength > most)
        {
            return (default, TooLarge(most));
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await request.Body.ReadAsync(buffer, ct)) > 0;)
            {
                if (body.Length + read > most)
                {
                    return (default, TooLarge(most));
                }

                body.Write(buffer, 0, read);
            }
        }
        catch (BadHttpRequestException broken)
        {
            return (default, new WebhookAnswer(broken.StatusCode, "unreadable-request"));
        }
        catch (IOException)
        {
            return (default, new WebhookAnswer(400, "unreadable-request")); // the caller has gone
        }

        return (body.GetBuffer().AsMemory(0, (int)body.Length), null);
    }

    private static WebhookAnswer TooLarge(int most) => new(413, "too-large") { Text = string.Create(CultureInfo.InvariantCulture, $"At most {most} bytes.") };

    private IPAddress? AddressOf(HttpRequest request)
    {
        if (!handler.BehindFrontEnd)
        {
            return request.HttpContext.Connection.RemoteIpAddress;
        }

        // The front end appends; whatever stands before the last entry came from the caller.
        var last = request.Headers[Forwarded].LastOrDefault()?.Split(',')[^1].Trim();
        return IPEndPoint.TryParse(last ?? "", out var end) ? end.Address : null;
    }

    private static IResult Answer(HttpRequest request, WebhookAnswer answer)
    {
        if (answer.RetryAfter is { } wait)
        {
            request.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return Results.Json(new WebhookAnswerDocument(answer.Error is null, answer.Error, answer.Text, answer.Allowed), WebhookAnswerJson.Default.WebhookAnswerDocument, statusCode: answer.Status);
    }
}
