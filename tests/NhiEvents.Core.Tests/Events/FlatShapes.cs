using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NhiEvents.Core.Tests.Events;

/// <summary>What tools make of a row that they take apart: one name per value, in their own spelling.</summary>
internal static class FlatShapes
{
    public static IReadOnlyDictionary<string, Func<JsonObject, string>> All { get; } = new Dictionary<string, Func<JsonObject, string>>
    {
        ["Splunk, extracted fields"] = row => new JsonObject { ["preview"] = false, ["result"] = new JsonObject(Splunk(row).Select(field => KeyValuePair.Create(field.Name, Listed(field.Values)))) }.ToJsonString(),
        ["Splunk, CSV of fields"] = row => Csv(Splunk(row).Select(field => (field.Name, string.Join('\n', field.Values)))),
        ["LogScale"] = row => Members([("@timestamp", "1772435100000"), ("#repo", "azure"), .. Flat(row, "Vendor.", index => $"[{index}]")]),
        ["one level, numbered"] = row => Members(Flat(row, "", index => $".{index}")),
        ["a data frame's CSV"] = row => Csv(Flat(row, "", null)),
        ["snake_case"] = row => Snake(row)!.ToJsonString(),
        ["lower case around the event"] = row => Lower(row).ToJsonString(),
        ["lower case around snake_case"] = row => new JsonObject(Lower(row).Select(member => KeyValuePair.Create(member.Key, member.Key is "properties" ? Snake(member.Value) : member.Value?.DeepClone()))).ToJsonString(),
        ["syslog"] = row => $"<14>Mar  2 08:01:00 forwarder-01 azure: {row.ToJsonString()}\n<14>Mar  2 08:01:00 forwarder-01 azure: up",
        ["Loki"] = row => new JsonObject { ["labels"] = new JsonObject { ["job"] = "azure" }, ["line"] = row.ToJsonString() }.ToJsonString(),
        ["Datadog"] = row => new JsonObject { ["data"] = new JsonArray(new JsonObject { ["type"] = "log", ["attributes"] = new JsonObject { ["service"] = "azure", ["attributes"] = row.DeepClone() } }) }.ToJsonString(),
        ["Grafana's CSV"] = row => $"Time,Line\r\n1772435100,{Quoted(row.ToJsonString())}\r\n",
    };

    private static IEnumerable<(string Name, string[] Values)> Splunk(JsonObject row) =>
        SplunkValues(row, "").GroupBy(value => value.Name, value => value.Value).Select(group => (group.Key, group.ToArray()));

    private static IEnumerable<(string Name, string Value)> SplunkValues(JsonNode? json, string name) => json switch
    {
        JsonObject members => members.SelectMany(member => SplunkValues(member.Value, name.Length == 0 ? member.Key : $"{name}.{member.Key}")),
        JsonArray list => list.SelectMany(element => SplunkValues(element, name + "{}")),
        _ => [(name, Text(json))],
    };

    private static JsonNode? Listed(string[] values) => values.Length == 1 ? values[0] : new JsonArray([.. values.Select(value => JsonValue.Create(value))]);

    /// <param name="index">How an element of a list is named; null for lists that stay in one piece.</param>
    private static IEnumerable<(string Name, string Value)> Flat(JsonNode? json, string name, Func<int, string>? index) => json switch
    {
        JsonObject members => members.SelectMany(member => Flat(member.Value, name.Length == 0 || name[^1] == '.' ? name + member.Key : $"{name}.{member.Key}", index)),
        JsonArray list when index is not null => list.SelectMany((element, number) => Flat(element, name + index(number), index)),
        JsonArray list => [(name, Python(list))],
        null => [],
        _ => [(name, Text(json))],
    };

    private static string Text(JsonNode? value) => value?.GetValueKind() is null or JsonValueKind.Null ? "null" : value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    private static string Python(JsonNode? json) => json switch
    {
        null => "None",
        JsonObject members => "{" + string.Join(", ", members.Select(member => $"'{member.Key}': {Python(member.Value)}")) + "}",
        JsonArray list => "[" + string.Join(", ", list.Select(Python)) + "]",
        _ => json.GetValueKind() switch
        {
            JsonValueKind.True => "True",
            JsonValueKind.False => "False",
            JsonValueKind.String => "'" + json.GetValue<string>().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal) + "'",
            _ => json.ToJsonString(),
        },
    };

    private static JsonObject Lower(JsonObject row) => new(row.Select(member => KeyValuePair.Create(member.Key.ToLowerInvariant(), member.Value?.DeepClone())));

    private static JsonNode? Snake(JsonNode? json) => json switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(Snake(member.Key), Snake(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Snake)]),
        _ => json?.DeepClone(),
    };

    private static string Snake(string name)
    {
        var snake = new StringBuilder();
        foreach (var letter in name)
        {
            _ = char.IsAsciiLetterUpper(letter) && snake.Length > 0 ? snake.Append('_').Append(char.ToLowerInvariant(letter)) : snake.Append(letter);
        }

        return name.Contains('/') ? name : snake.ToString();
    }

    private static string Members(IEnumerable<(string Name, string Value)> values) => new JsonObject(values.Select(value => KeyValuePair.Create(value.Name, (JsonNode?)JsonValue.Create(value.Value)))).ToJsonString();

    private static string Csv(IEnumerable<(string Name, string Value)> values)
    {
        var cells = values.ToList();
        return string.Join(',', cells.Select(cell => Quoted(cell.Name))) + "\r\n" + string.Join(',', cells.Select(cell => Quoted(cell.Value))) + "\r\n";
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
