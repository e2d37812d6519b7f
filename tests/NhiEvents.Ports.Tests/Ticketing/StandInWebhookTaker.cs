using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using NhiEvents.Core.Ticketing.Inbound;

namespace NhiEvents.Ports.Tests.Ticketing;

/// <summary>Takes Standard Webhooks as the specification asks: checks the signature, and passes over an id that it has seen.</summary>
internal sealed class StandInWebhookTaker(string secret) : IStandInTicketApi
{
    private readonly HashSet<string> _seen = [];
    private readonly Dictionary<string, (string Title, bool Open, List<string> Said)> _tickets = [];

    public IReadOnlyList<SeenTicket> Tickets => [.. _tickets.Select(ticket => new SeenTicket(ticket.Key, ticket.Value.Title, ticket.Value.Open, ticket.Value.Said))];

    public (int Status, JsonNode? Body) Answer(HttpRequest request, byte[] body)
    {
        var id = request.Headers["webhook-id"].Single()!;
        var expected = WebhookSignature.SignStandard(WebhookSignature.KeyOf(secret), id, long.Parse(request.Headers["webhook-timestamp"]!, CultureInfo.InvariantCulture), body);
        if (request.Headers["webhook-signature"] != expected)
        {
            return (401, null);
        }

        if (_seen.Add(id))
        {
            Take(JsonNode.Parse(body)!);
        }

        return (204, null);
    }

    private void Take(JsonNode sent)
    {
        var data = sent["data"]!;
        var key = (string)data["ticket"]!;
        switch ((string)sent["type"]!)
        {
            case "ticket.opened":
                _tickets.Add(key, ((string)data["title"]!, true, []));
                break;
            case "ticket.commented":
                _tickets[key].Said.Add((string)data["text"]!);
                break;
            case var step:
                _tickets[key].Said.Add((string)data["text"]!);
                _tickets[key] = _tickets[key] with { Open = step == "ticket.reopened" };
                break;
        }
    }
}
