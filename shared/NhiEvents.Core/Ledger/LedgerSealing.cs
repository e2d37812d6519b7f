using System.Text.Json;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ledger;

/// <summary>Seals the heads of every chain of one app.</summary>
/// <remarks>Repeatable, and safe to run twice at once: a seal's number is taken once, and the second writer's is refused.</remarks>
public sealed class LedgerSealing(IStateStore store, ISealStore seals, TimeProvider time, string series)
{
    private readonly LedgerReader _reader = new(store);

    /// <summary>Writes a seal when any chain has grown since the last one; null when none has.</summary>
    /// <exception cref="InvalidDataException">The ledger no longer holds what the last seal names. Nothing is sealed over it: run a check.</exception>
    public async Task<LedgerSeal?> SealAsync(CancellationToken ct)
    {
        var last = await seals.ReadLastAsync(series, ct) is { } stored
            ? Read(stored) ?? throw new InvalidDataException($"Seal {stored.Number} cannot be read. Run: nhi ledger verify")
            : null;
        await ThrowIfChangedAsync(last, ct);

        var heads = new List<SealedHead>();
        foreach (var partition in await _reader.PartitionsAsync(last is null ? [] : [last], ct))
        {
            if (await _reader.ReadHeadAsync(partition, ct) is { } head)
            {
                heads.Add(new SealedHead(partition, head.Sequence, head.Hash));
            }
        }

        if (heads.Count == 0 || (last is not null && heads.SequenceEqual(last.Heads)))
        {
            return null;
        }

        var open = new LedgerSeal((last?.Number ?? 0) + 1, time.GetUtcNow(), heads, last?.Hash ?? "", "");
        var seal = open with { Hash = LedgerHash.Of(open) };
        await seals.AppendAsync(series, new StoredSeal(seal.Number, JsonSerializer.SerializeToUtf8Bytes(seal, LedgerJson.Default.LedgerSeal)), ct);
        return seal;
    }

    internal static LedgerSeal? Read(StoredSeal stored)
    {
        try
        {
            return JsonSerializer.Deserialize(stored.Body.Span, LedgerJson.Default.LedgerSeal);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Who rewrites a chain wants the rewritten one sealed: it is refused, because the entry that the last seal names has gone or has another hash.</summary>
    private async Task ThrowIfChangedAsync(LedgerSeal? last, CancellationToken ct)
    {
        foreach (var head in last?.Heads ?? [])
        {
            var row = await store.ReadAsync(head.Partition, LedgerRows.Entry(head.Sequence), ct);
            if (row is null || row.As(LedgerJson.Default.LedgerEntry).Value is var entry && (entry.Hash != head.Hash || LedgerHash.Of(head.Partition, entry) != head.Hash))
            {
                throw new InvalidDataException($"Entry {head.Sequence} of {head.Partition} is not what seal {last!.Number} of {last.At:u} names. Run: nhi ledger verify");
            }
        }
    }
}
