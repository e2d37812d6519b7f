using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting.Ticketing;

/// <summary>One request to a ticket system, and what its answer means. Repeats nothing: the case does that, on its own time.</summary>
internal sealed class TicketCall(HttpClient http, AuthenticationHeaderValue? authorization)
{
    private const int MaxMessage = 300;

    /// <summary>Basic with a user, else Bearer.</summary>
    public static AuthenticationHeaderValue Authorization(string? user, string secret) => string.IsNullOrEmpty(user)
        ? new AuthenticationHeaderValue("Bearer", secret)
        : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")));

    /// <returns>The answer's JSON; null when it has none.</returns>
    /// <exception cref="TicketSystemException">Anything but a success.</exception>
    public async Task<JsonNode?> SendAsync(HttpMethod method, Uri address, JsonNode? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, address);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        return await SendAsync(request, ct);
    }

    /// <inheritdoc cref="SendAsync(HttpMethod, Uri, JsonNode?, CancellationToken)"/>
    public async Task<JsonNode?> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        request.Headers.Authorization ??= authorization;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var response = await http.SendAsync(request, ct);
            var text = await response.Content.ReadAsStringAsync(ct);
            return response.IsSuccessStatusCode ? Parse(text) : throw Fault(request, response, text);
        }
        catch (HttpRequestException noAnswer)
        {
            throw new TicketSystemException($"{request.RequestUri!.Host} did not answer: {noAnswer.HttpRequestError}.", noAnswer);
        }
        catch (OperationCanceledException tooLate) when (!ct.IsCancellationRequested)
        {
            throw new TicketSystemException($"{request.RequestUri!.Host} did not answer in time.", tooLate);
        }
    }

    /// <summary>A page that is no JSON, such as that of a proxy or of a sleeping instance, is no answer of the ticket system.</summary>
    private static JsonNode? Parse(string text)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) ? null : JsonNode.Parse(text);
        }
        catch (JsonException notJson)
        {
            throw new TicketSystemException("The ticket system answered with something else than JSON.", notJson);
        }
    }

    private static TicketSystemException Fault(HttpRequestMessage request, HttpResponseMessage response, string text)
    {
        var said = $"{request.Method} {request.RequestUri!.AbsolutePath}: {(int)response.StatusCode} {Short(text)}";
        var after = response.Headers.RetryAfter?.Delta;
        return response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => new TicketSystemException(TicketFault.Throttled, said, after),
            HttpStatusCode.NotFound => new TicketSystemException(TicketFault.NotFound, said),
            HttpStatusCode.RequestTimeout => new TicketSystemException(TicketFault.Unavailable, said, after),
            >= HttpStatusCode.InternalServerError => new TicketSystemException(TicketFault.Unavailable, said, after),
            _ => new TicketSystemException(TicketFault.Refused, said),
        };
    }

    private static string Short(string text) => string.Concat((text.Length <= MaxMessage ? text : text[..MaxMessage] + "…").Where(c => !char.IsControl(c)));
}
