using System.Diagnostics;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Tests.Doubles;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>What an identity costs does not depend on how many others there are.</summary>
public sealed class ManyIdentitiesTests(ITestOutputHelper output)
{
    /// <summary>Identities of which the work is compared: the first and the last ones.</summary>
    private const int Compared = 250;

    /// <summary>As many events as Event Grid delivers at most.</summary>
    private const int Batch = 500;

    private const int EventsEach = 5;

    private const int KiB = 1024;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_thousand_identities_are_as_much_work_each_as_the_first() => RunAsync(1_000);

    [Fact]
    [Trait("Set", "Full")]
    public Task A_hundred_thousand_identities_are_as_much_work_each_as_the_first() => RunAsync(100_000);

    private async Task RunAsync(int identities)
    {
        using var world = new DetectionWorld(SignIns.Start.AddDays(3));
        await WorkOfAsync(world, 0, Compared); // rows of the tenant, such as coverage, are there then
        var first = await WorkOfAsync(world, Compared, Compared);
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var before = Process.GetCurrentProcess().TotalProcessorTime;

        await WorkOfAsync(world, 2 * Compared, identities - (3 * Compared));
        var last = await WorkOfAsync(world, identities - Compared, Compared);

        var grown = GC.GetTotalMemory(forceFullCollection: true) - memory;
        var (all, rows) = (world.Ports.Size(), world.Ports.Size("11111111-%|identity"));
        output.WriteLine(
            $"{identities} identities, {identities * EventsEach} events: {watch.Elapsed.TotalSeconds:0} s, {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds:0} s of processor time; managed memory +{grown / KiB} KiB; "
            + $"{all.Rows} rows, {all.Bytes / identities} bytes per identity, largest row {all.Largest}; largest identity row {rows.Largest}; work of {Compared}: {last}");
        Assert.InRange(last.Reads, 1, first.Reads + (first.Reads / 100)); // one or two are for rows of the tenant
        Assert.InRange(last.Commits, 1, first.Commits + (first.Commits / 100));
        Assert.Equal((0, 0), (first.RowsOfPrefixes, last.RowsOfPrefixes));
        Assert.Equal(identities, rows.Rows);
        Assert.InRange(rows.Largest, 1, 4 * KiB);
        Assert.InRange(all.Bytes / identities, 1, 8 * KiB);
        Assert.InRange(all.Largest, 1, 4 * KiB);
        Assert.InRange(grown, long.MinValue, 64 * KiB * KiB); // the embedded store keeps up to 16,384 rows as they were read last
        Assert.InRange(await RowsReadBySweepAsync(world), 0, 3); // what kinds of state there are
    }

    /// <summary>Delivers the events of some identities, and tells what the store was asked for.</summary>
    private static async Task<StoreWork> WorkOfAsync(DetectionWorld world, int from, int count)
    {
        var before = world.Ports.Faults.Work;
        foreach (var some in Enumerable.Range(from, count).Chunk(Batch / EventsEach))
        {
            await world.DeliverAsync([.. some.SelectMany(EventsOf)]);
            await world.Ports.DrainAsync(Ct);
        }

        return world.Ports.Faults.Work - before;
    }

    private static async Task<long> RowsReadBySweepAsync(DetectionWorld world)
    {
        var before = world.Ports.Faults.Work;
        await world.Outbox.SweepAsync(Ct);
        return (world.Ports.Faults.Work - before).RowsOfPrefixes;
    }

    /// <summary>Two jobs that worked on two days from two networks, and a challenge that nobody answered.</summary>
    private static IEnumerable<SignIn> EventsOf(int number)
    {
        var identity = $"11111111-0000-4000-8000-{number:x12}";
        (double Minute, int Code, string Resource, string Address)[] events =
        [
            (1, 0, "vault", "192.0.2.10"), (61, 0, "mail", "198.51.100.7"), (1441, 0, "vault", "192.0.2.10"), (1501, 0, "mail", "198.51.100.7"), (1530, 50076, "mail", "198.51.100.7"),
        ];
        return events.Select((one, index) => SignIns.User(one.Minute, one.Code, identity) with
        {
            Key = $"{number:x8}{index:x8}",
            Id = $"{number:x8}-{index}",
            DisplayName = $"svc-job-{number}",
            UserPrincipalName = $"svc-job-{number}@contoso.example",
            ResourceId = one.Resource,
            IpAddress = one.Address,
        });
    }
}
