using System.Text;
using System.Text.Json.Nodes;

namespace NhiEvents.Core.Tests.Events;

/// <summary>The splitter beside one that is plainly right: it builds the document and knows its rows.</summary>
public sealed class SplitterModelTests
{
    private static readonly string[] Words = ["", "a\"b", "\\", "}{][", "tex\u00e9t", "\ud83d\ude00", "records", "1,2;3", "line\nend"];

    [Fact]
    public void Random_valid_documents_are_split_as_the_model_splits_them()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var (text, expected) = (new StringBuilder(random.Next(4) == 0 ? "\uFEFF" : ""), new List<string>());
            for (var values = random.Next(5); values >= 0; values--)
            {
                Append(random, text, expected);
                text.Append(random.Next(3) switch { 0 => "\n", 1 => "\r\n", _ => " ,\n\n" });
            }

            var bytes = Encoding.UTF8.GetBytes(text.ToString());
            Assert.Equal(expected, Splitting.Items(bytes).Select(item => (item.IsWhole ? "" : "FAULT ") + Encoding.UTF8.GetString(bytes, (int)item.Offset, item.Length)));
        }
    }

    private static void Append(Random random, StringBuilder text, List<string> expected)
    {
        var rows = Enumerable.Range(0, random.Next(5)).Select(_ => Json(random, Value(random, 4, isRow: true))).ToList();
        switch (random.Next(5))
        {
            case 0:
                text.AppendJoin('\n', rows);
                expected.AddRange(rows);
                break;
            case 1:
                text.Append('[').AppendJoin(random.Next(2) == 0 ? "," : " ,\r\n\t", rows).Append(" ]");
                expected.AddRange(rows);
                break;
            case 2:
                var name = random.Next(2) == 0 ? "records" : "value";
                text.Append($"{{{Members(random, "before")}\"{name}\" : [").AppendJoin(',', rows).Append($"]{Members(random, "after").Insert(0, ",").TrimEnd(',')}\n}}");
                expected.AddRange(rows);
                break;
            case 3:
                var cells = rows.ConvertAll(row => $"[{row},null]");
                text.Append($$"""{ "tables":[{{{Members(random, "name")}}"columns":[{"name":"x"},{"name":"y"}],"rows":[{{string.Join(",", cells)}}]}]}""");
                expected.AddRange(cells);
                break;
            default:
                text.Append("[{\"records\":[").AppendJoin(',', rows).Append("]},{\"value\":[]}]");
                expected.AddRange(rows);
                break;
        }
    }

    private static string Members(Random random, string name) => random.Next(2) == 0 ? "" : $"\"{name}\":{Json(random, Value(random, 3, isRow: false))},";

    private static string Json(Random random, JsonNode? value) => value?.ToJsonString(new() { WriteIndented = random.Next(3) == 0 }) ?? "null";

    private static JsonNode? Value(Random random, int depth, bool isRow) => (isRow ? 0 : random.Next(depth > 0 ? 6 : 4)) switch
    {
        0 when depth > 0 => new JsonObject(Enumerable.Range(0, random.Next(5)).Select(i => KeyValuePair.Create($"m{i}{Words[random.Next(4)]}", Value(random, depth - 1, isRow: false)))),
        0 => JsonValue.Create(random.NextDouble()),
        1 => null,
        2 => JsonValue.Create(Words[random.Next(Words.Length)]),
        3 => JsonValue.Create(random.Next(2) == 0),
        4 => new JsonObject { ["records"] = Value(random, depth - 1, isRow: false) },
        _ => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1, isRow: false))]),
    };
}
