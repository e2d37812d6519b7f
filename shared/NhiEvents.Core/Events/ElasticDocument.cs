using System.Buffers;
using System.Text;
using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Puts the record together again that Elastic's Azure integration, or Filebeat's module before it, has taken apart into fields of its own.</summary>
/// <remarks>
/// The ingest pipelines turn names into snake case, move what the common schema (ECS) has a field for out of the record, and drop some of it. Here names become
/// the record's own (<see cref="ElasticNames"/>) and what was moved goes back, if the record does not hold it. Where the record stands as it came, in
/// <c>event.original</c>, that is taken.
/// </remarks>
internal static class ElasticDocument
{
    private const string Root = "azure";

    /// <summary>What pipelines move out of every record; of several sources the first counts.</summary>
    private static readonly (string From, string To)[] Everywhere =
    [
        ("@timestamp", "time"), ("azure.tenant_id", "tenantId"), ("azure.tenant.id", "tenantId"), ("azure.correlation_id", "correlationId"),
        ("azure.correlation.id", "correlationId"), ("azure.resource.id", "resourceId"), ("azure.resource_id", "resourceId"), ("cloud.resource_id", "resourceId"),
        ("source.ip", "callerIpAddress"), ("source.address", "callerIpAddress"), ("client.ip", "callerIpAddress"), ("event.action", "operationName"),
    ];

    private static readonly (string Name, string? Category, (string From, string To)[] Moved)[] Streams =
    [
        ("signinlogs", null,
        [
            ("geo.country_iso_code", "location"), ("user_agent.original", "properties.userAgent"), ("event.id", "properties.id"), ("user.id", "properties.userId"),
            ("user.full_name", "properties.userDisplayName"),
        ]),
        ("auditlogs", OtherLogs.Audit, [("event.outcome", "properties.result"), ("user_agent.original", "properties.userAgent")]),
        ("activitylogs", OtherLogs.Activity, [("message", "properties.statusMessage"), ("azure.activitylogs.identity_name", "identity")]),
        ("identityprotection", null, []),
    ];

    private static readonly byte[][] StreamNames = [.. Streams.Select(stream => Encoding.UTF8.GetBytes(stream.Name))];

    /// <summary>Whether a table has a column for part of a record.</summary>
    public static bool IsColumn(string heading) => Streams.Any(stream => heading.StartsWith($"{Root}.{stream.Name}.", StringComparison.Ordinal));

    /// <summary>Whether a cell is Kibana's word for nothing.</summary>
    public static bool IsAbsent(ReadOnlySpan<byte> cell) => cell.SequenceEqual("-"u8) || cell.SequenceEqual("(null)"u8) || cell.SequenceEqual("(empty)"u8);

    /// <summary>The record in a document; null when it is none of Elastic's.</summary>
    /// <param name="row">One whole JSON object.</param>
    public static byte[]? Restore(ReadOnlySpan<byte> row)
    {
        if (!NamesStream(row) || Parsed(row) is not { Members: not null } document)
        {
            return null;
        }

        document = document.Find(Root) is null && document.Find("fields") is { Members: not null } asked ? asked : document;
        foreach (var (name, category, moved) in Streams)
        {
            if (document.Find($"{Root}.{name}") is { Members.Count: > 0 } part)
            {
                return Original(document) ?? Written(Record(document, part, category, moved));
            }
        }

        return null;
    }

    /// <summary>Spares nearly every other row the parsing.</summary>
    private static bool NamesStream(ReadOnlySpan<byte> row)
    {
        foreach (var name in StreamNames)
        {
            if (row.IndexOf(name) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static JsonTree? Parsed(ReadOnlySpan<byte> row)
    {
        try
        {
            return JsonTree.Parse(row);
        }
        catch (JsonException)
        {
            return null; // a text that only begins like JSON
        }
    }

    private static byte[]? Original(JsonTree document) =>
        ElasticNames.One(document.Find("event.original"))?.Text is ['{', ..] text && Encoding.UTF8.GetBytes(text) is var original
        && EventReader.Read(original) is not ReadResult.Unreadable { Reason: RejectReasons.NotJson or RejectReasons.NoCategory } ? original : null;

    private static JsonTree Record(JsonTree document, JsonTree part, string? category, (string From, string To)[] moved)
    {
        var record = ElasticNames.Folded(part);
        foreach (var (from, to) in Everywhere.Concat(moved))
        {
            if (ElasticNames.One(document.Find(from)) is { IsScalar: true, Text: not null } value)
            {
                record.Put(to, value);
            }
        }

        // Filebeat's module kept the category among the fields of ECS.
        category ??= ElasticNames.One(document.Find("event.category"))?.Text is { } old && LogCategories.SignIns.ContainsKey(old) ? old : null;
        if (category is not null)
        {
            record.Put("category", JsonTree.Of(category));
        }

        if (ElasticNames.One(document.Find("message"))?.Text is { } message)
        {
            PutReason(record, message);
        }

        return record;
    }

    /// <summary>The pipeline makes one text of a sign-in's reason and details, <c>reason (details)</c>; either may be all of it.</summary>
    private static void PutReason(JsonTree record, string message)
    {
        if (record.Find("properties.status.errorCode")?.Text is not { } code)
        {
            return;
        }

        var details = message.EndsWith(')') ? message.LastIndexOf(" (", StringComparison.Ordinal) : -1;
        if (details > 0)
        {
            record.Put("properties.status.failureReason", JsonTree.Of(message[..details]));
            record.Put("properties.status.additionalDetails", JsonTree.Of(message[(details + 2)..^1]));
        }
        else
        {
            record.Put(code == "0" ? "properties.status.additionalDetails" : "properties.status.failureReason", JsonTree.Of(message));
        }
    }

    private static byte[] Written(JsonTree record)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true }))
        {
            record.Write(json);
        }

        return output.WrittenSpan.ToArray();
    }
}
