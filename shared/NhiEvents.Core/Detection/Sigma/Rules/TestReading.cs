using System.Buffers;
using System.Globalization;
using System.Text.Json;
using NhiEvents.Core.Detection.Sigma.Yaml;

namespace NhiEvents.Core.Detection.Sigma.Rules;

/// <summary>Reads the tests inside a rule: <c>x-nhi: tests:</c>, each with an event or events and whether the rule fires.</summary>
internal sealed class TestReading(FaultList faults)
{
    public IReadOnlyList<RuleTest> Read(DocumentMembers own)
    {
        var tests = new List<RuleTest>();
        switch (own.Node("tests"))
        {
            case null:
                break;
            case YamlNode.List list:
                tests.AddRange(list.Items.Select(Test).OfType<RuleTest>());
                break;
            case var other:
                faults.Add(other.At, $"tests is a list, not {other.Word}");
                break;
        }

        return tests;
    }

    private RuleTest? Test(YamlNode node)
    {
        if (node is not YamlNode.Map map)
        {
            faults.Add(node.At, $"a test is a map with name, fires and event, not {node.Word}");
            return null;
        }

        var members = new DocumentMembers(map, faults);
        var name = members.Text("name", 300);
        var fires = members.Scalar("fires")?.Truth;
        IReadOnlyList<YamlNode> events = (map["event"], map["events"]) switch
        {
            ({ } one, null) => [one],
            (null, YamlNode.List many) => many.Items,
            _ => [],
        };
        if (name is null || fires is null || events.Count == 0 || events.Any(item => item is not YamlNode.Map))
        {
            faults.Add(map.At, "a test has name: (a text), fires: (true or false) and event: (a map) or events: (a list of maps)");
            return null;
        }

        return new RuleTest(name, [.. events.Select(Json)], fires.Value, map.At.Line);
    }

    private static byte[] Json(YamlNode node)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            Write(node, json);
        }

        return output.WrittenSpan.ToArray();
    }

    private static void Write(YamlNode node, Utf8JsonWriter json)
    {
        switch (node)
        {
            case YamlNode.Map map:
                json.WriteStartObject();
                foreach (var (key, value) in map.Entries)
                {
                    json.WritePropertyName(key.Text);
                    Write(value, json);
                }

                json.WriteEndObject();
                break;
            case YamlNode.List list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(item, json);
                }

                json.WriteEndArray();
                break;
            case YamlNode.Scalar { IsNull: true }:
                json.WriteNullValue();
                break;
            case YamlNode.Scalar { Truth: { } truth }:
                json.WriteBooleanValue(truth);
                break;
            case YamlNode.Scalar { IsPlain: true, Text: var text } when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                json.WriteNumberValue(number);
                break;
            case YamlNode.Scalar scalar:
                json.WriteStringValue(scalar.Text);
                break;
        }
    }
}
