using System.Text.Json.Nodes;
using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting.Ticketing;

/// <summary>ServiceNow's Table API: an incident or a change request per ticket, found by its <c>correlation_id</c>.</summary>
/// <remarks>Needs an account with the role <c>itil</c> on that table, and read access to <c>sys_journal_field</c>: that is where comments are.</remarks>
internal sealed class ServiceNowTicketSystem(TicketCall call, TicketSystemOptions options) : ITicketSystem
{
    private readonly Uri _address = new(options.Address!.TrimEnd('/') + "/api/now/table/");

    public async Task<TicketRef?> FindAsync(string correlationKey, CancellationToken ct)
    {
        var query = Uri.EscapeDataString($"correlation_id={correlationKey}^ORDERBYsys_created_on");
        var found = await call.SendAsync(HttpMethod.Get, new Uri(_address, $"{options.Table}?sysparm_query={query}&sysparm_fields=sys_id,number&sysparm_limit=1"), null, ct);
        return found?["result"] is JsonArray { Count: > 0 } rows ? Ref(rows[0]) : null;
    }

    public async Task<TicketRef> CreateAsync(NewTicket ticket, CancellationToken ct)
    {
        var (impact, urgency) = Levels(ticket.Priority);
        var body = new JsonObject
        {
            ["correlation_id"] = ticket.CorrelationKey,
            ["correlation_display"] = "NhiEvents",
            ["short_description"] = ticket.Title,
            ["description"] = ticket.Text,
            ["impact"] = impact,
            ["urgency"] = urgency,
        };
        if (GroupOf(ticket.Owner) is { } group)
        {
            body["assignment_group"] = group;
        }

        if (ticket.ConfigurationItem is { } item)
        {
            body["cmdb_ci"] = item;
        }

        // With input_display_value a group or a configuration item is given by its name; ids are taken too.
        var made = await call.SendAsync(HttpMethod.Post, new Uri(_address, $"{options.Table}?sysparm_input_display_value=true&sysparm_fields=sys_id,number"), body, ct);
        return Ref(made?["result"]);
    }

    public async Task CommentAsync(TicketRef ticket, string commentId, string text, CancellationToken ct)
    {
        var mark = $"[nhi:{commentId}]";
        var id = await IdOfAsync(ticket, ct);
        var query = Uri.EscapeDataString($"element_id={id}^element=comments^valueLIKE{mark}");
        var said = await call.SendAsync(HttpMethod.Get, new Uri(_address, $"sys_journal_field?sysparm_query={query}&sysparm_fields=sys_id&sysparm_limit=1"), null, ct);
        if (said?["result"] is not JsonArray { Count: > 0 })
        {
            await ChangeAsync(id, new JsonObject { ["comments"] = $"{text}\n{mark}" }, ct);
        }
    }

    public async Task MoveAsync(TicketRef ticket, TicketMove move, string stepId, string note, CancellationToken ct)
    {
        var change = new JsonObject { ["state"] = move is TicketMove.Close ? options.ClosedState : options.OpenState };
        if (move is TicketMove.Close)
        {
            (change["close_code"], change["close_notes"]) = (options.CloseCode, note);
        }
        else
        {
            await CommentAsync(ticket, stepId, note, ct);
        }

        await ChangeAsync(await IdOfAsync(ticket, ct), change, ct);
    }

    private Task<JsonNode?> ChangeAsync(string id, JsonObject change, CancellationToken ct) =>
        call.SendAsync(HttpMethod.Patch, new Uri(_address, $"{options.Table}/{Uri.EscapeDataString(id)}?sysparm_fields=sys_id"), change, ct);

    /// <summary>A ticket that people have opened is known by its number only; the Table API addresses by <c>sys_id</c>.</summary>
    private async Task<string> IdOfAsync(TicketRef ticket, CancellationToken ct)
    {
        if (ticket.Id != ticket.Number)
        {
            return ticket.Id;
        }

        if (!ticket.Number.All(char.IsAsciiLetterOrDigit))
        {
            throw new TicketSystemException(TicketFault.NotFound, $"'{ticket.Number}' is no number of ServiceNow.");
        }

        var found = await call.SendAsync(HttpMethod.Get, new Uri(_address, $"{options.Table}?sysparm_query=number%3D{ticket.Number}&sysparm_fields=sys_id&sysparm_limit=1"), null, ct);
        return (string?)(found?["result"] as JsonArray)?.FirstOrDefault()?["sys_id"] ?? throw new TicketSystemException(TicketFault.NotFound, $"ServiceNow has no {options.Table} {ticket.Number}.");
    }

    private string? GroupOf(string? owner) => owner is not null && options.Groups.TryGetValue(owner, out var group) ? group : options.DefaultGroup;

    private TicketRef Ref(JsonNode? row)
    {
        var id = (string?)row?["sys_id"] ?? throw new TicketSystemException("ServiceNow answered without a sys_id.");
        return new TicketRef(id, (string?)row!["number"] ?? id) { Url = new Uri(_address, $"/nav_to.do?uri={options.Table}.do?sys_id={id}").ToString() };
    }

    /// <summary>ServiceNow makes the priority of impact and urgency; 1 is the highest.</summary>
    private static (string Impact, string Urgency) Levels(TicketPriority priority) => priority switch
    {
        TicketPriority.Critical => ("1", "1"),
        TicketPriority.High => ("1", "2"),
        TicketPriority.Medium => ("2", "2"),
        TicketPriority.Low => ("3", "3"),
    };
}
