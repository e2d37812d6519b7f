using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Contracts;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Ticketing.Inbound;

namespace NhiEvents.Hosting.Ticketing;

/// <summary>Any system that takes Standard Webhooks: each step is an event, signed, with an id that stays the same when it is sent again.</summary>
/// <remarks>Nothing can be asked of it, so the correlation key is the ticket's id and number there.</remarks>
internal sealed class WebhookTicketSystem(TicketCall call, TicketSystemOptions options, TimeProvider time) : ITicketSystem
{
    private readonly byte[] _key = WebhookSignature.KeyOf(options.Secret!);

    public Task<TicketRef?> FindAsync(string correlationKey, CancellationToken ct) => Task.FromResult<TicketRef?>(null);

    public async Task<TicketRef> CreateAsync(NewTicket ticket, CancellationToken ct)
    {
        await SendAsync("ticket.opened", MessageIds.From("opened", ticket.CorrelationKey), new JsonObject
        {
            ["ticket"] = ticket.CorrelationKey,
            ["title"] = ticket.Title,
            ["text"] = ticket.Text,
            ["priority"] = ticket.Priority.ToString().ToLowerInvariant(),
            ["owner"] = ticket.Owner,
            ["configurationItem"] = ticket.ConfigurationItem,
        }, ct);
        return new TicketRef(ticket.CorrelationKey, ticket.CorrelationKey);
    }

    public Task CommentAsync(TicketRef ticket, string commentId, string text, CancellationToken ct) =>
        SendAsync("ticket.commented", MessageIds.From("commented", ticket.Id, commentId), new JsonObject { ["ticket"] = ticket.Id, ["comment"] = commentId, ["text"] = text }, ct);

    public Task MoveAsync(TicketRef ticket, TicketMove move, string stepId, string note, CancellationToken ct) => SendAsync(
        move is TicketMove.Close ? "ticket.closed" : "ticket.reopened",
        MessageIds.From(move.ToString(), ticket.Id, stepId),
        new JsonObject { ["ticket"] = ticket.Id, ["text"] = note },
        ct);

    private async Task SendAsync(string type, string id, JsonObject data, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var body = JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["type"] = type, ["timestamp"] = now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), ["data"] = data });
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Address) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.SignStandard(_key, id, now.ToUnixTimeSeconds(), body));
        await call.SendAsync(request, ct);
    }
}
