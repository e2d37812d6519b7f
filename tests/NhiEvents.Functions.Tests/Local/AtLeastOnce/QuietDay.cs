using NhiEvents.Local.Simulate;

namespace NhiEvents.Functions.Tests.Local.AtLeastOnce;

/// <summary>What is left of a <see cref="BusyDay"/> on which every message comes once and no process ends.</summary>
public sealed class QuietDay : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nhi-busy-day-").FullName;
    private List<string> _remains = [];

    /// <summary>How many places a call of each function comes to, at most, counted from 0.</summary>
    internal Dictionary<string, int> Farthest { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        using var places = new CallPlaces();
        await using var run = await BeginAsync(new Interruption(() =>
        {
            places.Here();
            return ValueTask.FromResult(false);
        }));
        await run.RunAsync(TestContext.Current.CancellationToken, shown: true);
        (_remains, Farthest) = (Remains.Of(run), places.Farthest);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    internal Task<SimulationRun> BeginAsync(Interruption? interruption = null) => BusyDay.BeginAsync(_folder, interruption);

    internal void AssertSame(SimulationRun run)
    {
        var actual = Remains.Of(run);
        Assert.InRange(_remains.Count, 500, int.MaxValue);
        var (missing, extra) = (Left(_remains, actual), Left(actual, _remains));
        Assert.True(missing.Count + extra.Count == 0, $"Missing:\n{string.Join('\n', missing)}\nNot there on a quiet day:\n{string.Join('\n', extra)}");
    }

    /// <summary>The first few of those that the others lack, as often as they lack them.</summary>
    private static List<string> Left(List<string> these, List<string> others)
    {
        var counts = others.CountBy(one => one).ToDictionary(StringComparer.Ordinal);
        return [.. these.Where(one => --System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, one, out _) < 0).Take(5)];
    }
}
