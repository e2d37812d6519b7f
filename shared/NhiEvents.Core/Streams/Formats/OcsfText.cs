using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Streams.Formats;

/// <summary>Open Cybersecurity Schema Framework. Which value goes where is data: ocsf.json. Pure.</summary>
internal static class OcsfText
{
    private const int DetectionFinding = 2004;

    private static readonly JsonObject Mapping = DataFile.LoadShipped(
        "NhiEvents.Core.Streams.ocsf.json", "ocsf.json",
        (json, _) => JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!.AsObject());

    public static string Of(DeliverRecord record)
    {
        var values = record.Finding is { } finding ? ValuesOf(record, finding) : ValuesOf(record);
        values["version"] = Mapping["version"]!.DeepClone();
        values["recordId"] = record.RecordId;
        values["tenantId"] = record.TenantId;
        values["time"] = record.At.ToUnixTimeMilliseconds();
        values["title"] = StreamText.TitleOf(record);
        var written = new JsonObject();
        foreach (var (path, source) in Mapping[record.Finding is null ? "other" : "finding"]!.AsObject())
        {
            var value = source is JsonValue text && text.TryGetValue<string>(out var name) && name.StartsWith('$') ? values[name[1..]] : source;
            if (value is not null)
            {
                Put(written, path.Split('.'), value.DeepClone());
            }
        }

        return written.ToJsonString();
    }

    /// <summary>The first word of a finding is its creation; a withdrawn one is closed.</summary>
    private static JsonObject ValuesOf(DeliverRecord record, Finding finding)
    {
        var (activity, name) = finding.State is FindingState.Withdrawn ? (3, "Close") : record.IsFirst ? (1, "Create") : (2, "Update");
        var values = Severity(finding.Severity.ToString());
        values["activityId"] = activity;
        values["activityName"] = name;
        values["typeUid"] = (DetectionFinding * 100) + activity;
        values["statusId"] = finding.State is FindingState.Open ? 1 : 4;
        values["status"] = finding.State is FindingState.Open ? "New" : "Resolved";
        values["firstSeen"] = finding.FirstSeen.ToUnixTimeMilliseconds();
        values["lastSeen"] = finding.LastSeen.ToUnixTimeMilliseconds();
        values["count"] = finding.Count;
        values["cause"] = PlainText.OneLine(finding.Cause);
        values["findingId"] = finding.Id;
        values["findingType"] = finding.FindingType;
        values["findingName"] = finding.Name;
        values["findingTypes"] = new JsonArray([.. finding.Standards.Select(standard => (JsonNode)standard)]);
        values["remedy"] = finding.Remedies is [var first, ..] ? PlainText.OneLine($"{first.Title}: {string.Join(' ', first.Steps)}") : null;
        values["resources"] = new JsonArray(new JsonObject
        {
            ["uid"] = finding.Identity.Id,
            ["name"] = PlainText.OneLine(finding.Identity.DisplayName),
            ["type"] = CamelCase.Of(finding.Identity.Kind),
            ["owner"] = new JsonObject { ["name"] = PlainText.OneLine(finding.Owner) },
        });
        return values;
    }

    private static JsonObject ValuesOf(DeliverRecord record)
    {
        var values = Severity("informational");
        values["activityName"] = CamelCase.Of(record.Record);
        values["record"] = JsonSerializer.SerializeToNode(record with { Outlet = null }, NhiJson.Default.DeliverRecord);
        return values;
    }

    private static JsonObject Severity(string ours)
    {
        var theirs = Mapping["severities"]![JsonNamingPolicy.CamelCase.ConvertName(ours)]!;
        return new JsonObject { ["severityId"] = theirs[0]!.DeepClone(), ["severity"] = theirs[1]!.DeepClone() };
    }

    private static void Put(JsonObject into, ReadOnlySpan<string> path, JsonNode value)
    {
        foreach (var name in path[..^1])
        {
            into[name] ??= new JsonObject();
            into = into[name]!.AsObject();
        }

        into[path[^1]] = value;
    }
}
