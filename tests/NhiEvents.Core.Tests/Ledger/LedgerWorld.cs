using System.Text.Json;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Embedded.Files;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Ledger;

/// <summary>A ledger of one aggregate kind with its seals, and ways to tamper with it past every rule.</summary>
internal sealed class LedgerWorld : IDisposable
{
    public const string Tenant = "contoso";

    private const string Kind = "thing";

    private const string Series = "exceptions";

    private readonly string _folder = Directory.CreateTempSubdirectory("nhi-seals-").FullName;
    private readonly EmbeddedPorts _ports;
    private readonly Outbox _outbox;

    public LedgerWorld()
    {
        _ports = new EmbeddedPorts(Time);
        _outbox = new Outbox(_ports.Faults, _ports.Faults, Time);
        Seals = new FileSealStore(_folder);
        Reader = new LedgerReader(_ports.Faults);
        Sealing = new LedgerSealing(_ports.Faults, Seals, Time, Series);
    }

    public ManualTime Time { get; } = new();

    public EmbeddedPorts Ports => _ports;

    public FileSealStore Seals { get; }

    public LedgerReader Reader { get; }

    public LedgerSealing Sealing { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static string PartitionOf(string aggregate) => Partition.For(Tenant, Kind, aggregate);

    public static LedgerFact Fact(string aggregate, string action = "done") =>
        new("system:tests", action, LedgerPhase.Decision, aggregate, [new LedgerDetail("note", "a value")]);

    public Task WriteAsync(string aggregate, int entries = 1) => WriteAsync(aggregate, [.. Enumerable.Range(0, entries).Select(i => Fact(aggregate, $"step-{i}"))]);

    public async Task WriteAsync(string aggregate, params LedgerFact[] facts)
    {
        foreach (var fact in facts)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            var changes = new StateChanges(Tenant, Kind, aggregate);
            changes.Record(fact);
            await _outbox.CommitAsync(changes, Ct);
        }
    }

    public async Task<List<StateRow>> RowsAsync(string partition)
    {
        var rows = new List<StateRow>();
        await foreach (var row in _ports.Faults.ReadPrefixAsync(partition, LedgerRows.EntryPrefix, Ct))
        {
            rows.Add(row);
        }

        return rows;
    }

    public Task PutAsync(string partition, StateRow row, ReadOnlyMemory<byte> body) =>
        _ports.Faults.CommitAsync(partition, [new RowChange.Replace(row.RowKey, body, row.ETag)], Ct);

    public Task InsertAsync(string partition, string key, ReadOnlyMemory<byte> body) => _ports.Faults.CommitAsync(partition, [new RowChange.Insert(key, body)], Ct);

    public Task RemoveAsync(string partition, StateRow row) => _ports.Faults.CommitAsync(partition, [new RowChange.Remove(row.RowKey, row.ETag)], Ct);

    /// <summary>What somebody can do who may write state: put a head that fits.</summary>
    public async Task PutHeadAsync(string partition, LedgerHead? head)
    {
        var row = await _ports.Faults.ReadAsync(partition, LedgerRows.Head, Ct);
        await _ports.Faults.CommitAsync(
            partition,
            [head is null ? new RowChange.Remove(row!.RowKey, row.ETag) : new RowChange.Replace(row!.RowKey, JsonSerializer.SerializeToUtf8Bytes(head, LedgerJson.Default.LedgerHead), row.ETag)],
            Ct);
    }

    public async Task<LedgerReport> CheckAsync() => await Reader.CheckAsync(Seals, Series, Ct);

    public static byte[] Body(LedgerEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, LedgerJson.Default.LedgerEntry);

    public static LedgerEntry Entry(StateRow row) => row.As(LedgerJson.Default.LedgerEntry).Value;

    public void Dispose()
    {
        _ports.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
