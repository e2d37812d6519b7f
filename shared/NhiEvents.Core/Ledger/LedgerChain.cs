using System.Text.Json;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ledger;

/// <summary>Puts facts into the chain of their partition, as rows of the transaction that holds the state which they explain.</summary>
internal static class LedgerChain
{
    /// <summary>The rows to add: one per fact, and the head, which is written on the condition that nobody else has appended since it was read.</summary>
    public static async Task<(IReadOnlyList<RowChange> Rows, IReadOnlyList<LedgerEntry> Entries)> AppendAsync(
        IStateStore store, string partition, IReadOnlyList<LedgerFact> facts, DateTimeOffset now, CancellationToken ct)
    {
        if (facts.Count == 0)
        {
            return ([], []);
        }

        var found = await store.ReadAsync(partition, LedgerRows.Head, LedgerJson.Default.LedgerHead, ct);
        var head = found?.Value ?? new LedgerHead(0, LedgerHash.Genesis(partition));
        var (rows, entries) = (new List<RowChange>(), new List<LedgerEntry>());
        foreach (var fact in facts)
        {
            var entry = Next(partition, head, fact, now);
            rows.Add(new RowChange.Insert(LedgerRows.Entry(entry.Sequence), JsonSerializer.SerializeToUtf8Bytes(entry, LedgerJson.Default.LedgerEntry)));
            entries.Add(entry);
            head = new LedgerHead(entry.Sequence, entry.Hash);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(head, LedgerJson.Default.LedgerHead);
        rows.Add(found is null ? new RowChange.Insert(LedgerRows.Head, body) : new RowChange.Replace(LedgerRows.Head, body, found.ETag));
        return (rows, entries);
    }

    private static LedgerEntry Next(string partition, LedgerHead head, LedgerFact fact, DateTimeOffset now)
    {
        var open = new LedgerEntry(head.Sequence + 1, now, fact, head.Hash, "");
        return open with { Hash = LedgerHash.Of(partition, open) };
    }
}
