using System.Text.Json;

namespace NhiEvents.Scenarios;

/// <summary>The scenario exception-sprawl, with tenant and system together.</summary>
public sealed class SimulateExceptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Exceptions that end, ways out of every kind made by hand, a second writer, and somebody with a right password.</summary>
    [Fact]
    public Task No_exception_is_outlived_and_every_way_out_made_by_hand_is_found_with_its_author() => FindsExceptionsAsync(7);

    [Fact]
    [Trait("Set", "Full")]
    public Task No_exception_is_outlived_on_another_seed() => FindsExceptionsAsync(8);

    public void Dispose() => _folder.Dispose();

    private async Task FindsExceptionsAsync(int seed)
    {
        var ran = await Simulation.HereAsync(_folder, "exception-sprawl", seed, "a", size: 36);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        using var verdict = JsonDocument.Parse(File.ReadAllText(_folder["a.json"]));
        var exceptions = verdict.RootElement.GetProperty("exceptions");
        Assert.Equal((0, 0), (exceptions.GetProperty("outlived").GetInt32(), exceptions.GetProperty("grantedToAttacked").GetInt32()));
        Assert.Equal((13, 13, 13), (exceptions.GetProperty("shadows").GetInt32(), exceptions.GetProperty("shadowsFound").GetInt32(), exceptions.GetProperty("shadowsWithAuthor").GetInt32()));
        Assert.InRange(exceptions.GetProperty("granted").GetInt32(), 2, 10);
    }
}
