using System.Globalization;
using NhiEvents.Core.Ledger;

namespace NhiEvents.Core.Portal.Audit;

/// <summary>Checks the entries of one chain, in the order of its keys. Pure.</summary>
internal sealed class CopyCheck(string chain)
{
    /// <summary>More say nothing new.</summary>
    private const int MaxFaults = 20;

    private readonly List<string> _faults = [];
    private string? _expected = LedgerHash.Genesis(chain);
    private long _first;
    private AuditEntry? _last;
    private long _entries;
    private bool _isBroken;

    public void Entry(AuditEntry entry, bool isOther)
    {
        if (isOther)
        {
            Add($"Entry {entry.Sequence} was announced twice, with different content.");
            return;
        }

        _entries++;
        _first = _first == 0 ? entry.Sequence : _first;
        var next = (_last?.Sequence ?? 0) + 1;
        if (entry.Sequence != next)
        {
            _expected = null;
            if (_last is not null)
            {
                Gap(next, entry.Sequence - 1);
            }
        }

        if (!entry.IsWhole())
        {
            Add($"Entry {entry.Sequence} was changed: its hash does not fit its content.");
        }
        else if (_expected is not null && entry.Previous != _expected)
        {
            Add($"Entry {entry.Sequence} does not continue entry {entry.Sequence - 1}: one of the two was replaced.");
        }

        _expected = entry.Hash;
        _last = entry;
    }

    public ChainState State() => new(chain, _first, _last?.Sequence ?? 0, _entries, _last?.Hash ?? LedgerHash.Genesis(chain), _isBroken ? ChainVerdict.Broken : _faults.Count > 0 || _first > 1 ? ChainVerdict.Incomplete : ChainVerdict.Whole, Told());

    private List<string> Told() => _first > 1 ? [string.Create(CultureInfo.InvariantCulture, $"Entries 1 to {_first - 1} are from before the portal kept a copy: nhi ledger verify checks them."), .. _faults] : _faults;

    /// <summary>What is on its way may still come.</summary>
    private void Gap(long from, long to) => Note(from == to ? $"Entry {from} is missing here." : $"Entries {from} to {to} are missing here.");

    private void Add(string fault)
    {
        _isBroken = true;
        Note(fault);
    }

    private void Note(string fault)
    {
        if (_faults.Count < MaxFaults)
        {
            _faults.Add(fault);
        }
    }
}

/// <summary>How a chain stands.</summary>
/// <param name="Chain">The partition of the app's ledger.</param>
/// <param name="First">Sequence of the first entry that is here.</param>
/// <param name="Head">Hash of the last one: the same that <c>nhi ledger verify</c> and the seals have.</param>
internal sealed record ChainState(string Chain, long First, long Last, long Entries, string Head, ChainVerdict Verdict, IReadOnlyList<string> Faults);

internal enum ChainVerdict
{
    /// <summary>Every entry from the first on, each the continuation of the one before.</summary>
    Whole,

    /// <summary>What is here is unaltered; some is missing.</summary>
    Incomplete,

    /// <summary>Something was altered.</summary>
    Broken,
}

/// <summary>How the whole copy stands.</summary>
/// <param name="Entries">That were checked just now, each by its hash.</param>
internal sealed record LedgerState(DateTimeOffset At, long Entries, ChainVerdict Verdict, IReadOnlyList<ChainState> Chains);
