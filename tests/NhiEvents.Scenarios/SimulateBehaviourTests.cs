using System.Text.Json;

namespace NhiEvents.Scenarios;

/// <summary>The scenarios silent-jobs and quiet-year, with tenant and system together: weeks in which identities are learned.</summary>
[Trait("Set", "Full")]
public sealed class SimulateBehaviourTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Every_job_that_nobody_starts_any_more_is_missed_and_no_other()
    {
        var missed = (await VerdictAsync("silent-jobs", 60)).GetProperty("findings").GetProperty("NHI202");

        Assert.InRange(missed.GetProperty("truths").GetInt32(), 15, 20);
        Assert.Equal(missed.GetProperty("truths").GetInt32(), missed.GetProperty("found").GetInt32());
    }

    [Fact]
    public async Task Two_months_in_which_nothing_happens_raise_at_most_one_false_alarm_of_a_kind() =>
        Assert.True((await VerdictAsync("quiet-year", 150)).GetProperty("passed").GetBoolean());

    public void Dispose() => _folder.Dispose();

    private async Task<JsonElement> VerdictAsync(string scenario, int identities)
    {
        var ran = await Nhi.RunAsync("simulate", "--scenario", scenario, "--humans", "10", "--identities", $"{identities}", "--seed", "7", "--verdict", _folder["v.json"], "--out", _folder["v"]);
        Assert.True(ran.ExitCode == 0, ran.Output + ran.Errors);
        using var verdict = JsonDocument.Parse(File.ReadAllText(_folder["v.json"]));
        return verdict.RootElement.Clone();
    }
}
