using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.State;

/// <summary>An app's own record of the times in which a log brought nothing or too little: what it concludes from silence has to leave them out.</summary>
public sealed class LapseBook(IStateStore store, Outbox outbox)
{
    private const string Kind = "lapses";

    private const string Aggregate = "logs";

    /// <summary>No window of anybody reaches further back.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(400);

    /// <summary>Keeps the newest word on a lapse. Repeatable, in any order.</summary>
    public Task<Outcome.Final> HandleAsync(SourceLapsed lapsed, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var (key, changes) = ($"{lapsed.Source}|{KeyText.Sortable(lapsed.From)}", new StateChanges(lapsed.TenantId, Kind, Aggregate));
        var found = await store.ReadAsync(Partition.For(lapsed.TenantId, Kind, Aggregate), key, NhiJson.Default.SourceLapsed, ct);
        if (found is null || found.Value.Revision < lapsed.Revision)
        {
            changes.Save(key, lapsed, found, NhiJson.Default.SourceLapsed);
            foreach (var old in (await ReadRowsAsync(lapsed.TenantId, ct)).Where(row => row.Row.Value.Until < lapsed.From - Remembered).Take(IStateStore.MaxChanges / 2))
            {
                changes.Remove(old.Key, old.Row.ETag);
            }

            await outbox.CommitAsync(changes, ct);
        }

        return Outcome.Done;
    });

    /// <summary>Lapses of these logs that have a part of a time.</summary>
    internal async Task<IReadOnlyList<SourceLapsed>> WithinAsync(string tenantId, IReadOnlyCollection<LogSource> sources, DateTimeOffset from, DateTimeOffset until, CancellationToken ct) =>
        [.. (await ReadRowsAsync(tenantId, ct)).Select(row => row.Row.Value).Where(lapse => sources.Contains(lapse.Source) && lapse.Touches(from, until))];

    private async Task<IReadOnlyList<(string Key, Versioned<SourceLapsed> Row)>> ReadRowsAsync(string tenantId, CancellationToken ct)
    {
        var found = new List<(string, Versioned<SourceLapsed>)>();
        await foreach (var row in store.ReadPrefixAsync(Partition.For(tenantId, Kind, Aggregate), "", ct))
        {
            if (!row.RowKey.StartsWith('~'))
            {
                found.Add((row.RowKey, row.As(NhiJson.Default.SourceLapsed)));
            }
        }

        return found;
    }
}
