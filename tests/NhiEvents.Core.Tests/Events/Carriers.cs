using System.Text.Json.Nodes;

namespace NhiEvents.Core.Tests.Events;

/// <summary>What SIEMs, shippers and PowerShell make of a row of any log.</summary>
internal static class Carriers
{
    /// <summary>Name, and the line that carries a record; a line feed ends each.</summary>
    public static IReadOnlyDictionary<string, Func<IEnumerable<JsonObject>, string>> All { get; } = new Dictionary<string, Func<IEnumerable<JsonObject>, string>>
    {
        ["Splunk, exported"] = rows => Lines(rows, row => new JsonObject
        {
            ["preview"] = false, ["offset"] = 0, ["result"] = new JsonObject { ["_time"] = "2026-03-02 08:01:00 UTC", ["category"] = row["category"]?.DeepClone(), ["operationName"] = "x", ["_raw"] = row.ToJsonString() },
        }),
        ["Splunk, results"] = rows => new JsonObject { ["results"] = new JsonArray([.. rows.Select(row => new JsonObject { ["_raw"] = row.ToJsonString() })]) }.ToJsonString(),
        ["Splunk, HTTP collector"] = rows => Lines(rows, row => new JsonObject { ["time"] = 1772435100, ["sourcetype"] = "azure:monitor:aad", ["event"] = row.DeepClone() }),
        ["Splunk, CSV"] = rows => "\"_time\",\"_raw\",host\r\n" + string.Concat(rows.Select(row => $"\"2026-03-02T08:01:00Z\",\"{row.ToJsonString().Replace("\"", "\"\"", StringComparison.Ordinal)}\",h\r\n")),
        ["Filebeat"] = rows => Lines(rows, row => new JsonObject
        {
            ["@timestamp"] = "2026-03-02T09:00:00Z", ["message"] = row.ToJsonString(), ["event"] = new JsonObject { ["kind"] = "event", ["category"] = new JsonArray("authentication") },
            ["input"] = new JsonObject { ["type"] = "azure-eventhub" },
        }),
        ["Elastic, an index's hits"] = rows => Lines(rows, row => new JsonObject
        {
            ["_index"] = "logs", ["_id"] = "1", ["_source"] = new JsonObject { ["message"] = "Something happened", ["event"] = new JsonObject { ["action"] = "x", ["original"] = row.ToJsonString() } },
        }),
        ["Logstash, split"] = rows => Lines(rows, row => new JsonObject { ["@timestamp"] = "2026-03-02T09:00:00Z", ["records"] = row.DeepClone(), ["@version"] = "1" }),
        ["Wazuh"] = rows => Lines(rows, row => new JsonObject
        {
            ["timestamp"] = "2026-03-02T08:00:05.000+0000", ["rule"] = new JsonObject { ["id"] = "99506", ["level"] = 3 }, ["decoder"] = new JsonObject { ["name"] = "json" }, ["location"] = "ms-graph",
            ["data"] = new JsonObject { ["integration"] = "ms-graph", ["ms-graph"] = row.DeepClone() },
        }),
        ["Sekoia"] = rows => Lines(rows, row => new JsonObject { ["input"] = new JsonObject { ["message"] = row.ToJsonString() } }),
        ["event hub messages"] = rows => Lines(rows, row => new JsonObject { ["SequenceNumber"] = 1, ["Body"] = new JsonObject { ["records"] = new JsonArray(row.DeepClone()) }.ToJsonString() }),
    };

    /// <summary>The object as PowerShell shows it: names begin with a capital.</summary>
    public static JsonNode? InPowerShell(JsonNode? json) => json switch
    {
        JsonObject members => new JsonObject(members.Select(member =>
            KeyValuePair.Create(member.Key switch { "ipAddress" => "IPAddress", var name => char.ToUpperInvariant(name[0]) + name[1..] }, InPowerShell(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(InPowerShell)]),
        _ => json?.DeepClone(),
    };

    private static string Lines(IEnumerable<JsonObject> rows, Func<JsonObject, JsonObject> carrier) => string.Concat(rows.Select(row => carrier(row).ToJsonString() + "\n"));
}
