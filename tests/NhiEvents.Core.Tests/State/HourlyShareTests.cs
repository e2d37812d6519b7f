using System.Globalization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.State;

/// <summary>Documents that end, each with an announcement: what is over goes within a day, whatever stops the work in between.</summary>
public sealed class HourlyShareTests
{
    private const string Kind = "paper";

    private const string Tenant = "contoso";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_document_that_is_over_ends_once_within_a_day_and_nothing_else_does()
    {
        using var world = new Papers();
        await world.WriteAsync(100);

        Assert.Equal(50, await world.PurgeForADayAsync());
        Assert.Equal(0, await world.PurgeForADayAsync());

        Assert.Equal(50, world.Documents().Count);
        Assert.All(world.Documents(), key => Assert.EndsWith("|stays", key, StringComparison.Ordinal));
        Assert.Equal(50, (await world.AnnouncedAsync()).Distinct().Count());
        Assert.Equal(100, world.Ports.KeysOf(Kind).Count(key => key.StartsWith("~ledger|", StringComparison.Ordinal) && key != "~ledger|head")); // what was recorded stays
    }

    [Fact]
    public async Task No_hour_reads_more_than_its_share()
    {
        using var world = new Papers();
        await world.WriteAsync(320);
        for (var hour = 0; hour < 24; hour++)
        {
            var before = world.Ports.Faults.Work.RowsOfPrefixes;
            await world.PurgeAsync(Ct);
            Assert.InRange(world.Ports.Faults.Work.RowsOfPrefixes - before, 0, 80); // of 320 documents: two partitions of 32, at most
            world.Time.Advance(TimeSpan.FromHours(1));
        }
    }

    [Fact]
    public async Task Of_very_many_some_go_every_day()
    {
        using var world = new Papers();
        await world.WriteAsync(2 * (HourlyShare.MaxPerPartition + 10), "one");

        Assert.Equal((HourlyShare.MaxPerPartition, 10, 0), (await world.PurgeForADayAsync(), await world.PurgeForADayAsync(), await world.PurgeForADayAsync()));
    }

    [Theory]
    [InlineData((int)Fault.Crash)]
    [InlineData((int)Fault.LostAnswer)]
    public async Task Cut_off_anywhere_the_next_day_comes_to_the_same(int fault)
    {
        using var undisturbed = new Papers();
        await undisturbed.WriteAsync(12);
        undisturbed.Ports.Faults.Fail((Fault)fault, null);
        await undisturbed.PurgeForADayAsync();
        var points = undisturbed.Ports.Faults.Points;
        Assert.InRange(points, 6, 2000);
        for (var at = 1; at <= points; at++)
        {
            using var world = new Papers();
            await world.WriteAsync(12);
            world.Ports.Faults.Fail((Fault)fault, at);
            try
            {
                await world.PurgeForADayAsync();
            }
            catch (IOException)
            {
                // The process has ended; another one goes on.
            }

            world.Ports.Faults.Fail((Fault)fault, null);
            await world.PurgeForADayAsync();
            await world.PurgeForADayAsync();
            await world.Outbox.SweepAsync(Ct);

            Assert.Equal(undisturbed.Documents(), world.Documents());
            Assert.Equal((await undisturbed.AnnouncedAsync()).Order(), (await world.AnnouncedAsync()).Distinct().Order());
            Assert.DoesNotContain(world.Ports.KeysOf(Kind), key => key.StartsWith("~out|", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task One_that_changes_meanwhile_stays()
    {
        using var world = new Papers();
        await world.WriteAsync(2, "one");
        world.Ending = async key =>
        {
            var partition = Partition.For(Tenant, Kind, "one");
            var row = (await world.Ports.Faults.ReadAsync(partition, key, Ct))!;
            await world.Ports.Faults.CommitAsync(partition, [new RowChange.Replace(key, """{"tenantId":"contoso","kind":"again"}"""u8.ToArray(), row.ETag)], Ct);
        };

        Assert.Equal(0, await world.PurgeForADayAsync());

        Assert.Equal(2, world.Documents().Count);
        Assert.Empty(await world.AnnouncedAsync());
    }

    /// <summary>Documents of which every second one is over.</summary>
    private sealed class Papers : IDisposable
    {
        private readonly HourlyShare _share;

        public Papers()
        {
            Ports = new EmbeddedPorts(Time);
            Outbox = new Outbox(Ports.Faults, Ports.Faults, Time);
            _share = new HourlyShare(Ports.Faults, Outbox, Time);
        }

        public ManualTime Time { get; } = new();

        public EmbeddedPorts Ports { get; }

        public Outbox Outbox { get; }

        /// <summary>Happens between the reading of a row and its end.</summary>
        public Func<string, Task> Ending { get; set; } = _ => Task.CompletedTask;

        public async Task WriteAsync(int count, string? aggregate = null)
        {
            for (var number = 0; number < count; number++)
            {
                var name = aggregate ?? $"paper{number}";
                var changes = new StateChanges(Tenant, Kind, name);
                changes.Save($"{name}|{number.ToString("D5", CultureInfo.InvariantCulture)}|{(number % 2 == 0 ? "over" : "stays")}", new PartitionFamily(Tenant, Kind), null, OutboxJson.Default.PartitionFamily);
                changes.Record(new LedgerFact(LedgerFact.System("test"), "written", LedgerPhase.Decision, name, []));
                await Outbox.CommitAsync(changes, Ct);
            }
        }

        public Task<int> PurgeAsync(CancellationToken ct) => _share.EndAsync(
            Kind,
            "",
            row => row.RowKey.EndsWith("|over", StringComparison.Ordinal),
            async (tenant, row, _) =>
            {
                await Ending(row.RowKey);
                var ending = Core.State.Ending.Of(tenant, Kind, row.RowKey[..row.RowKey.IndexOf('|', StringComparison.Ordinal)], row);
                ending.Changes.Send(Topics.Findings, new OutgoingMessage(MessageIds.From(row.RowKey), FindingChanged.Kind, "{}"u8.ToArray()));
                return ending;
            },
            ct);

        public Task<int> PurgeForADayAsync() => Time.PurgeForADayAsync(PurgeAsync);

        public IReadOnlyList<string> Documents() => [.. Ports.KeysOf(Kind).Where(key => !key.StartsWith('~'))];

        public async Task<IReadOnlyList<string>> AnnouncedAsync() => [.. (await Ports.ReceivedAsync(EmbeddedPorts.Findings)).Select(message => message.MessageId)];

        public void Dispose() => Ports.Dispose();
    }
}
