using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace NhiEvents.Ports.Tests.Ticketing;

/// <summary>The Table API of ServiceNow for incidents: encoded queries, 201 for a new row, journal entries for comments.</summary>
internal sealed partial class StandInServiceNow : IStandInTicketApi
{
    private readonly List<(string Element, string Field, string Value)> _journal = [];

    public List<JsonObject> Rows { get; } = [];

    public IReadOnlyList<SeenTicket> Tickets => [.. Rows.Select(row => new SeenTicket(
        (string)row["correlation_id"]!, (string)row["short_description"]!, (string)row["state"]! != "6",
        [.. _journal.Where(entry => entry.Element == (string)row["sys_id"]!).Select(entry => Mark().Replace(entry.Value, ""))]))];

    public (int Status, JsonNode? Body) Answer(HttpRequest request, byte[] body)
    {
        var path = request.Path.Value!["/api/now/table/".Length..].Split('/');
        var given = body.Length > 0 ? JsonNode.Parse(body)!.AsObject() : [];
        return (request.Method, path) switch
        {
            ("GET", ["incident"]) => (200, Result(Rows.Where(row => Fits(request.Query["sysparm_query"]!, row)).Take(Limit(request)))),
            ("GET", ["sys_journal_field"]) => (200, Result(_journal.Where(entry => FitsEntry(request.Query["sysparm_query"]!, entry)).Select(entry => new JsonObject { ["sys_id"] = entry.Element }).Take(Limit(request)))),
            ("POST", ["incident"]) => (201, new JsonObject { ["result"] = Add(given).DeepClone() }),
            ("PATCH", ["incident", var id]) when Rows.FirstOrDefault(row => (string)row["sys_id"]! == id) is { } row => Change(row, given),
            ("PATCH", ["incident", _]) => (404, JsonNode.Parse("""{"error":{"message":"No Record found","detail":"Record doesn't exist or ACL restricts the record retrieval"},"status":"failure"}""")),
            _ => (400, JsonNode.Parse("""{"error":{"message":"Invalid table"},"status":"failure"}""")),
        };
    }

    private JsonObject Add(JsonObject row)
    {
        row["sys_id"] = Contracts.MessageIds.From("row", Rows.Count.ToString(CultureInfo.InvariantCulture));
        row["number"] = "INC" + (Rows.Count + 1).ToString("D7", CultureInfo.InvariantCulture);
        row["state"] = "1";
        Rows.Add(row);
        return row;
    }

    private (int Status, JsonNode? Body) Change(JsonObject row, JsonObject change)
    {
        foreach (var (field, value) in change)
        {
            if (field is "comments" or "work_notes" or "close_notes")
            {
                // A journal field takes an entry; close notes are a field whose old text is replaced.
                if (field != "close_notes" || _journal.All(entry => entry != ((string)row["sys_id"]!, field, (string)value!)))
                {
                    _journal.Add(((string)row["sys_id"]!, field, (string)value!));
                }
            }
            else
            {
                row[field] = value!.DeepClone();
            }
        }

        return (200, new JsonObject { ["result"] = new JsonObject { ["sys_id"] = (string)row["sys_id"]! } });
    }

    private static JsonObject Result(IEnumerable<JsonObject> rows) => new() { ["result"] = new JsonArray([.. rows.Select(row => row.DeepClone())]) };

    private static bool Fits(string query, JsonObject row) => query.Split('^').All(part =>
        part.StartsWith("ORDERBY", StringComparison.Ordinal) || (part.Split('=') is [var field, var value] && (string?)row[field] == value));

    private static bool FitsEntry(string query, (string Element, string Field, string Value) entry) => query.Split('^').All(part =>
        part.StartsWith("valueLIKE", StringComparison.Ordinal) ? entry.Value.Contains(part["valueLIKE".Length..], StringComparison.Ordinal)
        : part.Split('=') is ["element_id", var element] ? entry.Element == element
        : part == "element=comments" && entry.Field == "comments");

    private static int Limit(HttpRequest request) => int.Parse(request.Query["sysparm_limit"]!, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\n\[nhi:\w+\]$")]
    private static partial Regex Mark();
}
