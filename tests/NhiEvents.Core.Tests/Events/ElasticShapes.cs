using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NhiEvents.Core.Tests.Events;

/// <summary>Writes what Elastic's ingest pipelines make of a diagnostic record, and the forms in which a document leaves Elasticsearch and Kibana.</summary>
internal static partial class ElasticShapes
{
    /// <summary>Name, and the text with the documents.</summary>
    public static IReadOnlyDictionary<string, Func<IReadOnlyList<JsonObject>, string>> All { get; } = new Dictionary<string, Func<IReadOnlyList<JsonObject>, string>>
    {
        ["lines"] = documents => Lines(documents),
        ["an index's hits"] = documents => Lines(documents.Select(Hit)),
        ["names with points"] = documents => Lines(documents.Select(document => new JsonObject(Leaves(document)))),
        ["an index's hits, names with points"] = documents => Lines(documents.Select(document => Hit(new JsonObject(Leaves(document))))),
        ["an answer to a search"] = documents => Answer(documents.Select(Hit)),
        ["an answer to a search for fields"] = documents => Answer(documents.Select(document => new JsonObject { ["_index"] = "logs", ["_id"] = "1", ["fields"] = Fields(document) })),
        ["a list in a package's test"] = documents => new JsonObject { ["expected"] = new JsonArray([.. documents.Select(document => document.DeepClone())]) }.ToJsonString(),
    };

    public static JsonObject SignIn(JsonObject record)
    {
        var own = Snaked(record);
        var properties = own["properties"]!.AsObject();
        var status = properties["status"]!.AsObject();
        var document = Document(own, "signinlogs");
        Move(own, "location", document, "geo.country_iso_code");
        Move(properties, "created_date_time", own, "properties.created_at");
        Move(properties, "user_agent", document, "user_agent.original");
        (string? reason, string? details) = ((string?)status["failure_reason"], (string?)status["additional_details"]);
        document["message"] = reason is null ? details : details is null ? reason : $"{reason} ({details})";
        status.Remove("failure_reason");
        status.Remove("additional_details");
        properties.Remove("ip_address");
        properties.Remove("location");
        Put(document, "event.id", properties["id"]?.DeepClone());
        Put(document, "event.category", new JsonArray("authentication"));
        return document;
    }

    public static JsonObject Audit(JsonObject record)
    {
        var (own, properties) = Renamed(record);
        Move(properties, "activity_date_time", own, "properties.activity_datetime");
        properties["target_resources"] = Numbered(properties["target_resources"]!.AsArray(), target => Move(target, "modified_properties", target, "modified_properties", list => Numbered(list.AsArray())));
        properties["initiated_by"] = record["properties"]!["initiatedBy"]!.DeepClone();
        var document = Document(own, "auditlogs");
        Move(properties, "result", document, "event.outcome");
        return document;
    }

    public static JsonObject Activity(JsonObject record)
    {
        var (own, properties) = Renamed(record);
        var claims = record["identity"]!["claims"]!.AsObject();
        own["identity"] = record["identity"]!.DeepClone();
        own["identity"]!["claims"] = new JsonObject(claims.Select(claim => KeyValuePair.Create(claim.Key.Replace('.', '_'), claim.Value?.DeepClone())));
        var document = Document(own, "activitylogs");
        Move(properties, "status_message", document, "message");
        return document;
    }

    public static JsonObject Risk(JsonObject record)
    {
        var (own, properties) = Renamed(record);
        Move(properties, "activity_date_time", own, "properties.activity_datetime");
        Move(properties, "detected_date_time", own, "properties.detected_datetime");
        Move(properties, "additional_info", own, "properties.additional_info", text => JsonNode.Parse(text.GetValue<string>())!);
        return Document(own, "identityprotection");
    }

    /// <summary>As Kibana's reports have it: <c>-</c> for nothing, the values of a list in one cell, dates and numbers as they are shown.</summary>
    public static string Csv(IReadOnlyList<JsonObject> documents)
    {
        var rows = documents.Select(Fields).ToList();
        var columns = rows.SelectMany(row => row.Select(field => field.Key)).Distinct().ToList();
        return ShapeWriters.Csv([.. rows.Select(row => new JsonObject(columns.Select(column => KeyValuePair.Create(column, (JsonNode?)(row[column] is { } values ? string.Join(", ", values.AsArray().Select(Shown)) : "-")))))], ",");
    }

    private static string Shown(JsonNode? value) => value?.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.Number => value.GetValue<int>().ToString("#,0", CultureInfo.InvariantCulture),
        System.Text.Json.JsonValueKind.String when IsTime().IsMatch(value.GetValue<string>()) =>
            DateTimeOffset.Parse(value.GetValue<string>(), CultureInfo.InvariantCulture).UtcDateTime.ToString("MMM d, yyyy @ HH:mm:ss.fff", CultureInfo.InvariantCulture),
        System.Text.Json.JsonValueKind.String when value.GetValue<string>().Length == 0 => "(empty)",
        _ => value?.ToString() ?? "(null)",
    };

    /// <summary>What every pipeline moves out of the record.</summary>
    private static JsonObject Document(JsonObject own, string stream)
    {
        var document = new JsonObject { ["azure"] = new JsonObject { [stream] = own }, ["cloud"] = new JsonObject { ["provider"] = "azure" }, ["tags"] = new JsonArray("forwarded") };
        Move(own, "time", document, "@timestamp");
        Move(own, "tenant_id", document, "azure.tenant_id");
        Move(own, "correlation_id", document, "azure.correlation_id");
        Move(own, "resource_id", document, "azure.resource.id");
        Move(own, "caller_ip_address", document, "source.ip");
        Move(own, "level", document, "log.level");
        Put(document, "event.action", own["operation_name"]?.DeepClone());
        if (own["properties"]?["ip_address"] is JsonValue address && address.GetValue<string>() is { Length: > 0 } text)
        {
            Put(document, "source.address", text);
        }

        return document;
    }

    private static (JsonObject Own, JsonObject Properties) Renamed(JsonObject record)
    {
        var own = Snaked(record);
        return (own, own["properties"]!.AsObject());
    }

    private static JsonObject Snaked(JsonObject json) => new(json.Select(member => KeyValuePair.Create(InWords().Replace(member.Key, "$1_$2").ToLowerInvariant(), member.Value switch
    {
        JsonObject inside => Snaked(inside),
        JsonArray list => new JsonArray([.. list.Select(item => item is JsonObject entry ? Snaked(entry) : item?.DeepClone())]),
        _ => member.Value?.DeepClone(),
    })));

    private static JsonObject Numbered(JsonArray list, Action<JsonObject>? change = null) => new(list.Select((item, number) =>
    {
        var copy = item!.DeepClone().AsObject();
        change?.Invoke(copy);
        return KeyValuePair.Create(number.ToString(CultureInfo.InvariantCulture), (JsonNode?)copy);
    }));

    private static void Move(JsonObject from, string name, JsonObject to, string path, Func<JsonNode, JsonNode>? change = null)
    {
        if (from.Remove(name, out var value) && value is not null)
        {
            Put(to, path, change is null ? value : change(value));
        }
    }

    private static void Put(JsonObject to, string path, JsonNode? value)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            to = (to[name] ??= new JsonObject()).AsObject();
        }

        to[names[^1]] = value;
    }

    private static JsonObject Hit(JsonObject source) => new() { ["_index"] = "logs", ["_id"] = "1", ["_score"] = null, ["_source"] = source.DeepClone(), ["sort"] = new JsonArray(1) };

    private static string Answer(IEnumerable<JsonObject> hits) => new JsonObject
    {
        ["took"] = 3, ["hits"] = new JsonObject { ["total"] = new JsonObject { ["value"] = 2, ["relation"] = "eq" }, ["max_score"] = null, ["hits"] = new JsonArray([.. hits]) }, ["status"] = 200,
    }.ToJsonString();

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Leaves(JsonObject json, string path = "") => json.SelectMany(member => member.Value is JsonObject { Count: > 0 } inside
        ? Leaves(inside, $"{path}{member.Key}.")
        : [KeyValuePair.Create(path + member.Key, member.Value?.DeepClone())]);

    /// <summary>Every value in a list, the members of listed objects apart; no nulls.</summary>
    private static JsonObject Fields(JsonObject document)
    {
        var fields = new JsonObject();
        Collect(document, "");
        return fields;

        void Collect(JsonNode? value, string path)
        {
            switch (value)
            {
                case JsonObject members:
                    foreach (var (name, member) in members)
                    {
                        Collect(member, path.Length == 0 ? name : $"{path}.{name}");
                    }

                    break;
                case JsonArray list:
                    foreach (var item in list)
                    {
                        Collect(item, path);
                    }

                    break;
                case not null:
                    (fields[path] ??= new JsonArray()).AsArray().Add(value.DeepClone());
                    break;
            }
        }
    }

    private static string Lines(IEnumerable<JsonObject> documents) => string.Concat(documents.Select(document => document.ToJsonString() + "\n"));

    [GeneratedRegex("([a-z])([A-Z]+)")]
    private static partial Regex InWords();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T")]
    private static partial Regex IsTime();
}
