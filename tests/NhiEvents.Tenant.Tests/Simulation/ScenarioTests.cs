using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Embedded.Simulation.Scenarios;
using NhiEvents.Embedded.Tenant.Faults;
using NhiEvents.Tests;

namespace NhiEvents.Tenant.Tests.Simulation;

public sealed class ScenarioTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nhi-");

    public static TheoryData<string> Shipped => [.. Scenario.Shipped];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_shipped_scenario_can_be_read_and_ends_after_its_acts(string name)
    {
        var scenario = Scenario.Load(name);

        Assert.Equal(name, scenario.Name);
        Assert.All(scenario.Acts, act => Assert.True(act.At < TimeSpan.FromDays(scenario.Days)));
    }

    [Fact]
    public void The_page_about_scenarios_names_every_member_every_act_and_what_each_takes()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "scenarios.md"));
        var acts = typeof(ScenarioAct).GetCustomAttributes<JsonDerivedTypeAttribute>().ToList();
        var rows = page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToList();

        Assert.All(Members(typeof(Scenario)), member => Assert.Contains(rows, row => row.Split('|')[1].Contains($"`{member}`", StringComparison.Ordinal)));
        Assert.All(Members(typeof(TenantFaults)).Where(member => member != "seed"), member => Assert.Contains($"`{member}`", page, StringComparison.Ordinal));
        Assert.All(acts, act =>
        {
            var row = Assert.Single(rows, row => row.StartsWith($"| `{act.TypeDiscriminator}` |", StringComparison.Ordinal));
            Assert.All(Members(act.DerivedType).Where(member => member != "at"), member => Assert.Contains($"`{member}`", row, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void What_a_file_leaves_out_is_strict()
    {
        var scenario = Load("""{ "schemaVersion": 1, "name": "n", "title": "t", "starts": "2026-03-02T00:00:00Z", "days": 1, "acts": [], "promises": { "everyFinding": {} } }""");

        Assert.Equal((1, 0, 0, 0), (scenario.Promises.EveryFinding.LeastRecall, scenario.Promises.EveryFinding.MostFalse, scenario.Promises.EveryFinding.MostWithdrawn, scenario.Promises.MostOnPeople));
        Assert.Empty(scenario.Promises.Findings);
        Assert.Empty(scenario.CrashAtCalls);
    }

    [Theory]
    [InlineData("no-such-scenario", "Shipped: ")]
    [InlineData("""{ "schemaVersion": 2, "name": "n", "title": "t", "starts": "2026-03-02T00:00:00Z", "days": 1, "acts": [], "promises": { "everyFinding": {} } }""", "schemaVersion is 2")]
    [InlineData("""{ "schemaVersion": 1, "name": "n", "title": "t", "starts": "2026-03-02T00:00:00Z", "days": 1, "acts": [ { "act": "sing", "at": "00:00:00" } ], "promises": { "everyFinding": {} } }""", "line 1")]
    [InlineData("""{ "schemaVersion": 1, "name": "n", "title": "t", "starts": "2026-03-02T00:00:00Z", "days": 1, "acts": [], "promises": { "everyFinding": { "leastRecal": 1 } } }""", "leastRecal")]
    [InlineData("null", "null")]
    public void A_fault_is_refused_with_its_place(string json, string says)
    {
        var refused = Assert.Throws<InvalidDataException>(() => Load(json));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Members(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));

    public void Dispose() => _folder.Delete(recursive: true);

    private Scenario Load(string json)
    {
        var path = Path.Combine(_folder.FullName, "scenario.json");
        File.WriteAllText(path, json);
        return Scenario.Load(json.StartsWith('n') && json != "null" ? json : path);
    }
}
