using System.Runtime.CompilerServices;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Audit;

/// <summary>Reads the copy of the ledger: a page, a period, or all of it to check it. Nothing of it is held in memory, because it only grows.</summary>
public sealed class AuditReader(IStateStore store, TimeProvider time)
{
    /// <summary>Entries that are looked at for one page; a filter that finds little goes on with the next one.</summary>
    private const int MaxLooked = 4_000;

    /// <summary>One page, the newest first.</summary>
    /// <exception cref="BadQueryException">The query cannot be answered as it was asked.</exception>
    public async Task<byte[]> ReadPageAsync(ListQuery query, CancellationToken ct)
    {
        var filter = AuditFilter.Of(query);
        var (after, limit) = (query.After is { } given ? Cursor.Read(given) : null, query.Limit);
        var (items, looked, last, more) = (new List<AuditEntry>(limit), 0, (string?)null, false);
        await foreach (var entry in NewestAsync(ct))
        {
            if (after is not null && string.CompareOrdinal(entry.TimeKey, after) <= 0)
            {
                continue;
            }

            if (filter.IsBefore(entry))
            {
                break;
            }

            if (items.Count == limit || ++looked > MaxLooked)
            {
                more = true;
                break;
            }

            last = entry.TimeKey;
            if (filter.Holds(entry))
            {
                items.Add(entry);
            }
        }

        return PortalJson.Bytes(new AuditPage(items, more && last is not null ? Cursor.Of(last) : null), PortalJson.Default.AuditPage);
    }

    /// <summary>What the filter leaves, the oldest first.</summary>
    /// <returns>At most so many, the latest; and whether there are more.</returns>
    internal async Task<(IReadOnlyList<AuditEntry> Entries, bool More)> ReadPeriodAsync(AuditFilter filter, int max, CancellationToken ct)
    {
        var entries = new List<AuditEntry>();
        await foreach (var entry in NewestAsync(ct))
        {
            if (filter.IsBefore(entry))
            {
                break;
            }

            if (filter.Holds(entry))
            {
                if (entries.Count == max)
                {
                    return (Oldest(entries), true);
                }

                entries.Add(entry);
            }
        }

        return (Oldest(entries), false);
    }

    /// <summary>Reads and checks every entry of every chain.</summary>
    public async Task<byte[]> CheckAsync(CancellationToken ct)
    {
        var chains = new List<ChainState>();
        foreach (var tenant in await store.ReadTenantsAsync(AuditKeys.Kind, ct))
        {
            foreach (var partition in Partition.All(tenant, AuditKeys.Kind))
            {
                chains.AddRange(await CheckAsync(partition, ct));
            }
        }

        List<ChainState> ordered = [.. chains.OrderBy(chain => chain.Chain, StringComparer.Ordinal)];
        var verdict = ordered.Count == 0 ? ChainVerdict.Whole : ordered.Max(chain => chain.Verdict);
        return PortalJson.Bytes(new LedgerState(time.GetUtcNow(), ordered.Sum(chain => chain.Entries), verdict, ordered), PortalJson.Default.LedgerState);
    }

    private async Task<IReadOnlyList<ChainState>> CheckAsync(string partition, CancellationToken ct)
    {
        var checks = new List<CopyCheck>();
        string? current = null;
        await foreach (var row in store.ReadPrefixAsync(partition, "", ct))
        {
            if (row.RowKey.StartsWith('~'))
            {
                break;
            }

            var entry = row.As(PortalJson.Default.AuditEntry).Value;
            if (entry.Chain != current)
            {
                checks.Add(new CopyCheck(current = entry.Chain));
            }

            checks[^1].Entry(entry, row.RowKey.Contains(AuditKeys.Other, StringComparison.Ordinal));
        }

        return [.. checks.Select(check => check.State())];
    }

    /// <summary>Every entry of every tenant, the newest first: as many rows are read as the caller takes.</summary>
    private async IAsyncEnumerable<AuditEntry> NewestAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var sources = new List<IAsyncEnumerator<StateRow>>();
        try
        {
            foreach (var tenant in await store.ReadTenantsAsync(AuditKeys.Kind, ct))
            {
                sources.AddRange(Partition.All(tenant, AuditKeys.Kind).Select(partition => store.ReadPrefixAsync(partition, AuditKeys.NewestPrefix, ct).GetAsyncEnumerator(ct)));
            }

            var queue = new PriorityQueue<IAsyncEnumerator<StateRow>, string>(StringComparer.Ordinal);
            var firsts = await Task.WhenAll(sources.Select(async source => await source.MoveNextAsync()));
            foreach (var (source, _) in sources.Zip(firsts).Where(pair => pair.Second))
            {
                queue.Enqueue(source, source.Current.RowKey);
            }

            while (queue.TryDequeue(out var next, out _))
            {
                yield return next.Current.As(PortalJson.Default.AuditEntry).Value;
                if (await next.MoveNextAsync())
                {
                    queue.Enqueue(next, next.Current.RowKey);
                }
            }
        }
        finally
        {
            foreach (var source in sources)
            {
                await source.DisposeAsync();
            }
        }
    }

    private static List<AuditEntry> Oldest(List<AuditEntry> entries) =>
        [.. entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Chain, StringComparer.Ordinal).ThenBy(entry => entry.Sequence)];
}

/// <param name="Next">Where the next page begins; null after the last one.</param>
internal sealed record AuditPage(IReadOnlyList<AuditEntry> Items, string? Next);
