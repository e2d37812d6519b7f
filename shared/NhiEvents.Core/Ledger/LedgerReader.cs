using System.Runtime.CompilerServices;
using System.Text.Json;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ledger;

/// <summary>Reads and checks the ledger of one app.</summary>
public sealed class LedgerReader(IStateStore store)
{
    /// <summary>Every entry of every partition; within a partition in the order of the chain.</summary>
    /// <exception cref="JsonException">An entry cannot be read; <see cref="CheckAsync"/> says which.</exception>
    public async IAsyncEnumerable<(string Partition, LedgerEntry Entry)> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var partition in await PartitionsAsync([], ct))
        {
            await foreach (var row in store.ReadPrefixAsync(partition, LedgerRows.EntryPrefix, ct))
            {
                yield return (partition, row.As(LedgerJson.Default.LedgerEntry).Value);
            }
        }
    }

    /// <summary>Checks every chain against itself, its head and every seal.</summary>
    /// <param name="series">Name of the app's seals in the seal store.</param>
    /// <remarks>Rows are read while others may write: an entry that is appended meanwhile can look like a wrong head. Check a stopped system, or check again.</remarks>
    public async Task<LedgerReport> CheckAsync(ISealStore seals, string series, CancellationToken ct)
    {
        var (known, faults) = await ReadSealsAsync(seals, series, ct);
        var entries = 0L;
        var chains = 0;
        foreach (var partition in await PartitionsAsync(known, ct))
        {
            var check = new ChainCheck(partition);
            await foreach (var row in store.ReadPrefixAsync(partition, LedgerRows.EntryPrefix, ct))
            {
                check.Entry(row);
            }

            check.Head(await ReadHeadAsync(partition, ct));
            foreach (var seal in known)
            {
                seal.Heads.Where(head => head.Partition == partition).ToList().ForEach(head => check.Sealed(seal, head));
            }

            entries += check.Count;
            chains += check.Count > 0 ? 1 : 0;
            faults.AddRange(check.Faults);
        }

        return new LedgerReport(entries, chains, known.Count, known.Count > 0 ? known[^1].At : null, faults);
    }

    /// <summary>The head of a chain; null when there is none or it cannot be read.</summary>
    internal async Task<LedgerHead?> ReadHeadAsync(string partition, CancellationToken ct)
    {
        try
        {
            return (await store.ReadAsync(partition, LedgerRows.Head, LedgerJson.Default.LedgerHead, ct))?.Value;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal async Task<IReadOnlyList<string>> PartitionsAsync(IReadOnlyList<LedgerSeal> known, CancellationToken ct)
    {
        var partitions = new SortedSet<string>(known.SelectMany(seal => seal.Heads).Select(head => head.Partition), StringComparer.Ordinal);
        await foreach (var family in store.ReadFamiliesAsync(ct))
        {
            partitions.UnionWith(Partition.All(family.TenantId, family.Kind));
        }

        return [.. partitions];
    }

    private static async Task<(List<LedgerSeal> Known, List<LedgerFault> Faults)> ReadSealsAsync(ISealStore seals, string series, CancellationToken ct)
    {
        var known = new List<LedgerSeal>();
        var faults = new List<LedgerFault>();
        await foreach (var stored in seals.ReadAllAsync(series, ct))
        {
            var seal = LedgerSealing.Read(stored);
            if (seal is null || seal.Number != stored.Number || LedgerHash.Of(seal) != seal.Hash || seal.Number != known.Count + faults.Count + 1
                || (known.Count > 0 && faults.Count == 0 && seal.Previous != known[^1].Hash))
            {
                faults.Add(LedgerFault.At(LedgerFaultKind.BrokenSeal, series, null, $"Seal {stored.Number} was changed, or a seal before it is missing."));
            }
            else
            {
                known.Add(seal);
            }
        }

        return (known, faults);
    }
}

/// <summary>What a check found.</summary>
/// <param name="LastSealedAt">What happened later is not protected against a rewrite of the whole chain; null when nothing was ever sealed.</param>
public sealed record LedgerReport(long Entries, int Chains, int Seals, DateTimeOffset? LastSealedAt, IReadOnlyList<LedgerFault> Faults);
