using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace NhiEvents.Ports.Tests.Ticketing;

/// <summary>Jira Cloud's REST API 3: search with page tokens (the first page is empty), comments in pages of three, a workflow with statuses of its own names.</summary>
internal sealed partial class StandInJira : IStandInTicketApi
{
    private const int CommentPage = 3;

    private readonly List<Issue> _issues = [];

    /// <summary>The workflow has no steps.</summary>
    public bool WithoutSteps { get; init; }

    public IReadOnlyList<SeenTicket> Tickets => [.. _issues.Select(issue => new SeenTicket(
        issue.Labels.Single(label => label is not "nhi-events" && !label.StartsWith("priority-", StringComparison.Ordinal)), issue.Summary, !issue.Done, [.. issue.Comments.Select(Plain)]))];

    public (int Status, JsonNode? Body) Answer(HttpRequest request, byte[] body)
    {
        var path = request.Path.Value!["/rest/api/3/".Length..].Split('/');
        var given = body.Length > 0 ? JsonNode.Parse(body) : null;
        return (request.Method, path) switch
        {
            ("GET", ["search", "jql"]) => (200, Search(request)),
            ("POST", ["issue"]) => (201, Add(given!["fields"]!)),
            (_, ["issue", var key, ..]) when _issues.FirstOrDefault(issue => issue.Id == key || issue.Key == key) is { } found => OfIssue(request, path, found, given),
            (_, ["issue", ..]) => (404, JsonNode.Parse("""{"errorMessages":["Issue does not exist or you do not have permission to see it."],"errors":{}}""")),
            _ => (400, JsonNode.Parse("""{"errorMessages":["?"],"errors":{}}""")),
        };
    }

    private JsonObject Search(HttpRequest request)
    {
        if (request.Query["nextPageToken"].Count == 0)
        {
            return new JsonObject { ["issues"] = new JsonArray(), ["nextPageToken"] = "p2" };
        }

        var label = Label().Match(request.Query["jql"]!).Groups[1].Value;
        return new JsonObject { ["issues"] = new JsonArray([.. _issues.Where(issue => issue.Labels.Contains(label)).Take(1).Select(Short)]) };
    }

    private JsonObject Add(JsonNode fields)
    {
        var number = (_issues.Count + 1).ToString(CultureInfo.InvariantCulture);
        var issue = new Issue("1000" + number, $"{(string)fields["project"]!["key"]!}-{number}", (string)fields["summary"]!, [.. fields["labels"]!.AsArray().Select(label => (string)label!)]);
        _issues.Add(issue);
        Assert.Equal("doc", (string)fields["description"]!["type"]!);
        return Short(issue);
    }

    private (int Status, JsonNode? Body) OfIssue(HttpRequest request, string[] path, Issue issue, JsonNode? given)
    {
        switch (request.Method, path[^1])
        {
            case ("GET", "comment"):
                var start = int.Parse(request.Query["startAt"]!, CultureInfo.InvariantCulture);
                var newest = issue.Comments.AsEnumerable().Reverse().Skip(start).Take(CommentPage).Select(comment => new JsonObject { ["body"] = comment.DeepClone() });
                return (200, new JsonObject { ["startAt"] = start, ["maxResults"] = CommentPage, ["total"] = issue.Comments.Count, ["comments"] = new JsonArray([.. newest]) });
            case ("POST", "comment"):
                issue.Comments.Add(given!["body"]!.DeepClone());
                return (201, new JsonObject { ["id"] = "1" });
            case ("GET", "transitions"):
                var step = issue.Done ? ("31", "Wieder aufnehmen", "indeterminate") : ("41", "Erledigen", "done");
                return (200, new JsonObject { ["transitions"] = WithoutSteps ? new JsonArray() : new JsonArray(new JsonObject { ["id"] = step.Item1, ["name"] = step.Item2, ["to"] = Status(step.Item3) }) });
            case ("POST", "transitions"):
                issue.Done = (string?)given!["transition"]!["id"] == "41";
                return (204, null);
            default:
                return (200, new JsonObject { ["fields"] = new JsonObject { ["status"] = Status(issue.Done ? "done" : "new") } });
        }
    }

    private static JsonObject Status(string category) => new() { ["name"] = "Irgendwas", ["statusCategory"] = new JsonObject { ["key"] = category } };

    private static JsonObject Short(Issue issue) => new() { ["id"] = issue.Id, ["key"] = issue.Key };

    private static string Plain(JsonNode document) => string.Join('\n', document["content"]!.AsArray()
        .Select(paragraph => string.Concat(paragraph!["content"]!.AsArray().Select(text => (string)text!["text"]!))).Where(line => !line.StartsWith("[nhi:", StringComparison.Ordinal)));

    [GeneratedRegex("labels = \"([a-z0-9-]+)\"")]
    private static partial Regex Label();

    private sealed record Issue(string Id, string Key, string Summary, IReadOnlyList<string> Labels)
    {
        public List<JsonNode> Comments { get; } = [];

        public bool Done { get; set; }
    }
}
