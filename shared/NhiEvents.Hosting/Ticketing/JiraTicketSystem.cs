using System.Text.Json.Nodes;
using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting.Ticketing;

/// <summary>Jira Cloud's REST API, version 3: an issue per ticket, found by a label.</summary>
/// <remarks>Needs the permissions Browse projects, Create issues, Add comments and Transition issues in the project. Search lags a creation by seconds.</remarks>
internal sealed class JiraTicketSystem(TicketCall call, TicketSystemOptions options) : ITicketSystem
{
    private const int CommentPage = 100;

    private readonly Uri _address = new(options.Address!.TrimEnd('/') + "/rest/api/3/");

    public async Task<TicketRef?> FindAsync(string correlationKey, CancellationToken ct)
    {
        var query = Uri.EscapeDataString($"project = \"{options.Project}\" AND labels = \"{correlationKey}\" ORDER BY created ASC");
        for (string? page = null; ;)
        {
            var next = page is null ? "" : $"&nextPageToken={Uri.EscapeDataString(page)}";
            var found = await call.SendAsync(HttpMethod.Get, new Uri(_address, $"search/jql?jql={query}&fields=key&maxResults=1{next}"), null, ct);
            if (found?["issues"] is JsonArray { Count: > 0 } issues)
            {
                return Ref(issues[0]);
            }

            // A page may be empty and still have one after it.
            page = (string?)found?["nextPageToken"];
            if (page is null)
            {
                return null;
            }
        }
    }

    public async Task<TicketRef> CreateAsync(NewTicket ticket, CancellationToken ct)
    {
        var fields = new JsonObject
        {
            ["project"] = new JsonObject { ["key"] = options.Project },
            ["issuetype"] = new JsonObject { ["name"] = options.IssueType },
            ["summary"] = ticket.Title,
            ["description"] = Document(ticket.Text),
            ["labels"] = new JsonArray("nhi-events", ticket.CorrelationKey, "priority-" + PriorityName(ticket.Priority)),
        };
        return Ref(await call.SendAsync(HttpMethod.Post, new Uri(_address, "issue"), new JsonObject { ["fields"] = fields }, ct));
    }

    public async Task CommentAsync(TicketRef ticket, string commentId, string text, CancellationToken ct)
    {
        var mark = $"[nhi:{commentId}]";
        if (!await IsSaidAsync(ticket, mark, ct))
        {
            await call.SendAsync(HttpMethod.Post, Issue(ticket, "/comment"), new JsonObject { ["body"] = Document($"{text}\n{mark}") }, ct);
        }
    }

    public async Task MoveAsync(TicketRef ticket, TicketMove move, string stepId, string note, CancellationToken ct)
    {
        await CommentAsync(ticket, stepId, note, ct);
        var issue = await call.SendAsync(HttpMethod.Get, Issue(ticket, "?fields=status"), null, ct);
        if (Leads(issue?["fields"]?["status"], move))
        {
            return;
        }

        var known = await call.SendAsync(HttpMethod.Get, Issue(ticket, "/transitions"), null, ct);
        var step = (known?["transitions"] as JsonArray)?.FirstOrDefault(transition => Leads(transition?["to"], move))
            ?? throw new TicketSystemException(TicketFault.Refused, $"The workflow of {ticket.Number} has no step {(move is TicketMove.Close ? "to a done status" : "back to work")} from where it is.");
        await call.SendAsync(HttpMethod.Post, Issue(ticket, "/transitions"), new JsonObject { ["transition"] = new JsonObject { ["id"] = (string?)step["id"] } }, ct);
    }

    /// <summary>Statuses have names of the site's own; their categories are <c>new</c>, <c>indeterminate</c> and <c>done</c> everywhere.</summary>
    private static bool Leads(JsonNode? status, TicketMove move) => ((string?)status?["statusCategory"]?["key"] == "done") == (move is TicketMove.Close);

    private async Task<bool> IsSaidAsync(TicketRef ticket, string mark, CancellationToken ct)
    {
        for (var start = 0; ;)
        {
            var page = await call.SendAsync(HttpMethod.Get, Issue(ticket, $"/comment?startAt={start}&maxResults={CommentPage}&orderBy=-created"), null, ct);
            var comments = page?["comments"] as JsonArray ?? [];
            if (comments.Any(comment => comment?["body"]?.ToJsonString().Contains(mark, StringComparison.Ordinal) == true))
            {
                return true;
            }

            start += comments.Count;
            if (comments.Count == 0 || start >= (int?)page?["total"])
            {
                return false;
            }
        }
    }

    private Uri Issue(TicketRef ticket, string rest) => new(_address, $"issue/{Uri.EscapeDataString(ticket.Id)}{rest}");

    private TicketRef Ref(JsonNode? issue)
    {
        var id = (string?)issue?["id"] ?? throw new TicketSystemException("Jira answered without an id.");
        var key = (string?)issue!["key"] ?? id;
        return new TicketRef(id, key) { Url = new Uri(_address, "/browse/" + key).ToString() };
    }

    /// <summary>Atlassian Document Format: one paragraph per line, text only, so that nothing in it is markup.</summary>
    private static JsonObject Document(string text) => new()
    {
        ["type"] = "doc",
        ["version"] = 1,
        ["content"] = new JsonArray([.. text.Split('\n').Select(line => new JsonObject
        {
            ["type"] = "paragraph",
            ["content"] = line.Length == 0 ? new JsonArray() : new JsonArray(new JsonObject { ["type"] = "text", ["text"] = line }),
        })]),
    };

    private static string PriorityName(TicketPriority priority) => priority switch
    {
        TicketPriority.Low => "low",
        TicketPriority.Medium => "medium",
        TicketPriority.High => "high",
        TicketPriority.Critical => "critical",
    };
}
