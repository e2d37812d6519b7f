using System.Collections.Concurrent;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.State;

/// <summary>Writes state and outgoing messages together, then sends, then clears. What a crash leaves between is sent by the sweep.</summary>
/// <remarks>A message may be sent twice, with the same id. It is never lost and never sent without its state.</remarks>
/// <param name="ledger">Null, or off: entries of the ledger stay in it.</param>
public sealed class Outbox(IStateStore store, IMessageBus bus, TimeProvider time, LedgerNotices? ledger = null)
{
    /// <summary>A row younger than this is being sent by whoever wrote it.</summary>
    private static readonly TimeSpan SweepAfter = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<PartitionFamily, bool> _families = new();

    private readonly ConcurrentDictionary<PartitionFamily, string[]> _partitions = new();

    /// <summary>Commits the changes and sends their messages.</summary>
    /// <exception cref="StaleStateException">
    /// Read again and decide again; this call has sent nothing. As a rule somebody else was first and nothing was written. But when the answer to this very
    /// write got lost and the client repeated it, all of it is written, and the sweep sends its messages: whoever decides again finds that nothing is left to do.
    /// </exception>
    public async Task CommitAsync(StateChanges changes, CancellationToken ct)
    {
        if (changes.IsEmpty)
        {
            return;
        }

        await RememberAsync(new PartitionFamily(changes.TenantId, changes.Kind), ct);
        var now = time.GetUtcNow();
        var stamp = KeyText.Sortable(now);
        var (entries, written) = await LedgerChain.AppendAsync(store, changes.PartitionKey, changes.Facts, now, ct);
        IReadOnlyList<PendingMessage> sent = ledger?.MessageOf(changes.TenantId, changes.PartitionKey, written, now) is { } noted ? [.. changes.Messages, noted] : changes.Messages;
        var outgoing = sent.Select(pending => (Key: $"{OutboxRow.Prefix}{stamp}|{pending.Message.Id}", Pending: pending)).ToList();
        List<RowChange> rows = [.. changes.Rows, .. entries, .. outgoing.Select(row => new RowChange.Insert(row.Key, OutboxRow.BodyOf(row.Pending)))];
        var etags = await store.CommitAsync(changes.PartitionKey, rows, ct);

        if (outgoing.Count > 0)
        {
            await SendAsync(sent, ct);
            await ClearAsync(changes.PartitionKey, [.. outgoing.Select((row, i) => new RowChange.Remove(row.Key, etags[changes.Rows.Count + entries.Count + i]))], ct);
        }
    }

    /// <summary>Sends what a crash left in any partition, and due work whose message never came. Returns how many messages that were.</summary>
    public async Task<int> SweepAsync(CancellationToken ct)
    {
        var sent = 0;
        var now = time.GetUtcNow();
        var outboxUntil = OutboxRow.Prefix + KeyText.Sortable(now - SweepAfter);
        var dueUntil = DueRow.Prefix + KeyText.Sortable(now - DueRow.Overdue);
        await foreach (var family in store.ReadFamiliesAsync(ct))
        {
            foreach (var partition in _partitions.GetOrAdd(family, found => [.. Partition.All(found.TenantId, found.Kind)]))
            {
                sent += await SweepOutboxAsync(partition, outboxUntil, ct) + await SweepDueAsync(partition, dueUntil, now, ct);
            }
        }

        return sent;
    }

    /// <summary>A due row is cleared by the handler that did its work; one that is long overdue has lost its message (dead-lettered, say).</summary>
    private async Task<int> SweepDueAsync(string partition, string until, DateTimeOffset now, CancellationToken ct)
    {
        var sent = 0;
        await foreach (var row in store.ReadPrefixAsync(partition, DueRow.Prefix, ct))
        {
            if (string.CompareOrdinal(row.RowKey, until) > 0)
            {
                break;
            }

            var due = row.As(OutboxJson.Default.OutboxRow).Value;
            var again = due.ToMessage() with { Id = MessageIds.From(due.Id, KeyText.Sortable(now)), NotBefore = null };
            await bus.SendAsync(due.Entity, [again], ct);
            sent++;
        }

        return sent;
    }

    private async Task<int> SweepOutboxAsync(string partition, string until, CancellationToken ct)
    {
        var sent = 0;
        await foreach (var row in store.ReadPrefixAsync(partition, OutboxRow.Prefix, ct))
        {
            if (string.CompareOrdinal(row.RowKey, until) > 0)
            {
                break;
            }

            var left = row.As(OutboxJson.Default.OutboxRow).Value;
            await bus.SendAsync(left.Entity, [left.ToMessage()], ct);
            await ClearAsync(partition, [new RowChange.Remove(row.RowKey, row.ETag)], ct);
            sent++;
        }

        return sent;
    }

    private async Task ClearAsync(string partition, IReadOnlyList<RowChange> sent, CancellationToken ct)
    {
        try
        {
            await store.CommitAsync(partition, sent, ct);
        }
        catch (StaleStateException)
        {
            // Writer and sweep met, or an answer got lost. What is still there the next sweep sends once more, with the same id.
        }
    }

    private async Task SendAsync(IReadOnlyList<PendingMessage> messages, CancellationToken ct)
    {
        foreach (var group in messages.GroupBy(pending => pending.Entity, StringComparer.Ordinal))
        {
            await bus.SendAsync(group.Key, [.. group.Select(pending => pending.Message)], ct);
        }
    }

    private async Task RememberAsync(PartitionFamily family, CancellationToken ct)
    {
        if (_families.ContainsKey(family))
        {
            return;
        }

        var key = $"{KeyText.Clean(family.TenantId)}|{family.Kind}";
        if (await store.ReadAsync(PartitionFamily.PartitionKey, key, ct) is null)
        {
            try
            {
                await store.CommitAsync(
                    PartitionFamily.PartitionKey, [new RowChange.Insert(key, JsonSerializer.SerializeToUtf8Bytes(family, OutboxJson.Default.PartitionFamily))], ct);
            }
            catch (StaleStateException)
            {
                // Another instance was first: the row is there.
            }
        }

        _families[family] = true;
    }
}
