using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Embedded.Simulation.Verdicts;
using NhiEvents.Local.Preflight;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Structure;

/// <summary>docs/*.schema.json say what the output files hold; they come from the contracts, so they cannot be wrong for long.</summary>
public sealed class OutputSchemaTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    [Theory]
    [InlineData("findings", typeof(FindingsDocument))]
    [InlineData("identities", typeof(IdentitiesDocument))]
    [InlineData("preflight", typeof(PreflightDocument))]
    [InlineData("verdict", typeof(VerdictDocument))]
    public void The_documented_schema_is_the_contract(string name, Type document)
    {
        var options = document == typeof(VerdictDocument) ? VerdictJson.Default.Options : document == typeof(PreflightDocument) ? PreflightJson.Default.Options : NhiJson.Default.Options;
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = name + ".json" };
        var exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = (_, node) => AsWritten(node) };
        foreach (var (key, value) in options.GetJsonSchemaAsNode(document, exporter).AsObject())
        {
            schema[key] = value?.DeepClone();
        }

        var documented = Path.Combine(Repository.Root, "docs", name + ".schema.json");
        var expected = schema.ToJsonString(Indented) + "\n";
        var current = Path.Combine(AppContext.BaseDirectory, name + ".schema.json");
        File.WriteAllText(current, expected);
        Assert.True(File.Exists(documented) && File.ReadAllText(documented) == expected, $"The contract has changed: copy {Path.GetFileName(current)} from the test's output folder to docs/.");
    }

    /// <summary>Numbers are read from text too, but always written as numbers.</summary>
    private static JsonNode AsWritten(JsonNode node)
    {
        if (node is JsonObject number && number["type"] is JsonArray types && types.Any(type => (string?)type == "integer"))
        {
            number["type"] = "integer";
            number.Remove("pattern");
        }

        return node;
    }
}
