using NhiEvents.Core.Ports;

namespace NhiEvents.Core.State;

/// <summary>Ends documents whose time is over. It reads whole partitions, so each hour of the day takes its share of them: each document is looked at once a day.</summary>
/// <remarks>
/// Repeatable, and can be cut off anywhere: each document ends in a transaction of its own, together with what is announced of it. One that changes meanwhile stays until the next day.
/// </remarks>
public sealed class HourlyShare(IStateStore store, Outbox outbox, TimeProvider time)
{
    /// <summary>Of one partition in one run; what is left goes on the next days.</summary>
    internal const int MaxPerPartition = 1_000;

    /// <param name="kind">Of the partitions.</param>
    /// <param name="prefix">Of the rows; empty for the documents.</param>
    /// <param name="isOver">Whether a row may have to go.</param>
    /// <param name="end">What ends such a row of a tenant, decided when it is its turn; null for one that stays.</param>
    /// <returns>How many have ended.</returns>
    internal async Task<int> EndAsync(string kind, string prefix, Predicate<StateRow> isOver, Func<string, StateRow, CancellationToken, ValueTask<Ending?>> end, CancellationToken ct)
    {
        var (ended, hour) = (0, time.GetUtcNow().Hour);
        foreach (var tenant in await store.ReadTenantsAsync(kind, ct))
        {
            foreach (var partition in Partition.OfHour(tenant, kind, hour))
            {
                foreach (var row in await ReadAsync(partition, prefix, isOver, ct))
                {
                    ended += await end(tenant, row, ct) is { } ending && await TryAsync(partition, ending, ct) ? 1 : 0;
                }
            }
        }

        return ended;
    }

    private async Task<List<StateRow>> ReadAsync(string partition, string prefix, Predicate<StateRow> isOver, CancellationToken ct)
    {
        var over = new List<StateRow>();
        await foreach (var row in prefix.Length == 0 ? store.ReadDocumentsAsync(partition, ct) : store.ReadPrefixAsync(partition, prefix, ct))
        {
            if (isOver(row))
            {
                over.Add(row);
                if (over.Count == MaxPerPartition)
                {
                    break;
                }
            }
        }

        return over;
    }

    private async Task<bool> TryAsync(string partition, Ending ending, CancellationToken ct)
    {
        if (ending.Changes.PartitionKey != partition)
        {
            throw new InvalidOperationException($"What ends a row of {partition} changes {ending.Changes.PartitionKey}: its aggregate is not that of the row.");
        }

        try
        {
            await outbox.CommitAsync(ending.Changes, ct);
        }
        catch (StaleStateException)
        {
            return false;
        }

        ending.Done?.Invoke();
        return true;
    }
}

/// <summary>The end of one document.</summary>
/// <param name="Changes">In one partition.</param>
/// <param name="Done">What follows when it is written; null for nothing.</param>
internal sealed record Ending(StateChanges Changes, Action? Done = null)
{
    /// <summary>The row goes, and nothing is said of it.</summary>
    /// <param name="aggregate">Which puts the row into its partition.</param>
    public static Ending Of(string tenantId, string kind, string aggregate, params IEnumerable<StateRow?> rows)
    {
        var changes = new StateChanges(tenantId, kind, aggregate);
        foreach (var row in rows.OfType<StateRow>())
        {
            changes.Remove(row.RowKey, row.ETag);
        }

        return new Ending(changes);
    }
}
