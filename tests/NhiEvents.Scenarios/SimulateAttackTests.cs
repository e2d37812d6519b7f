using System.Text.Json;

namespace NhiEvents.Scenarios;

/// <summary>The scenario attack, with tenant and system together: right passwords from a country where the accounts never were.</summary>
public sealed class SimulateAttackTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The shipped scenario, with two days to learn instead of two weeks.</summary>
    [Fact]
    public async Task Attacked_accounts_are_contained_when_a_person_approves_and_nobody_else_is_touched()
    {
        var small = _folder.Write(
            "small.json",
            """
            {
              "schemaVersion": 1, "name": "attack-small", "title": "As attack, with two days to learn.", "starts": "2026-03-02T06:00:00Z", "days": 4,
              "settings": { "Detection:LearnFor": "2.00:00:00" },
              "acts": [
                { "act": "enforce-policy", "at": "2.20:00:00", "policy": "MfaForEveryone" },
                { "act": "attack-accounts", "at": "3.01:00:00", "count": 3, "pause": "00:00:20", "learnFor": "2.00:00:00" }
              ],
              "promises": { "everyFinding": {}, "findings": { "NHI211": { "leastTruths": 3 } }, "reactions": { "leastContained": 3 } }
            }
            """);

        var was = await AttackAsync(small, size: 20);

        Assert.InRange(was.GetProperty("attacked").GetInt32(), 3, 20);
    }

    [Fact]
    [Trait("Set", "Full")]
    public async Task Twenty_attacked_accounts_are_contained_get_no_exception_and_are_restored_exactly_when_all_is_taken_back()
    {
        var was = await AttackAsync("attack", size: 150);

        Assert.Equal((20, 20), (was.GetProperty("attacked").GetInt32(), was.GetProperty("contained").GetInt32()));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<JsonElement> AttackAsync(string scenario, int size)
    {
        var ran = await Simulation.HereAsync(_folder, scenario, 7, "a", size);

        Assert.True(ran.ExitCode == 0, ran.Output + ran.Errors);
        Assert.Equal("", ran.Errors);
        using var verdict = JsonDocument.Parse(File.ReadAllText(_folder["a.json"]));
        Assert.All(
            verdict.RootElement.GetProperty("findings").EnumerateObject().Where(finding => finding.Value.TryGetProperty("secondsOwn", out _)),
            finding => Assert.Equal(0, finding.Value.GetProperty("secondsOwn").GetProperty("p50").GetInt32()));
        Assert.True(verdict.RootElement.GetProperty("findings").GetProperty("NHI211").TryGetProperty("secondsOwn", out _));
        var reactions = verdict.RootElement.GetProperty("reactions");
        var was = reactions.GetProperty("containment").Clone();
        int Of(string name) => was.GetProperty(name).GetInt32();
        Assert.Equal(Of("attacked"), Of("proposed"));
        Assert.Equal(Of("attacked"), Of("contained"));
        Assert.Equal((0, 0, 0, 0, 0), (Of("leftToPeople"), Of("offered"), Of("others"), Of("notRestored"), reactions.GetProperty("onPeople").GetInt32()));
        return was;
    }
}
