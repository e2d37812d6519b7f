using System.Text.Json;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Ledger;

/// <summary>Checks the entries of one partition in key order. One tampered row gives the faults of that row, not of everything behind it.</summary>
internal sealed class ChainCheck(string partition)
{
    private readonly List<LedgerFault> _faults = [];
    private readonly Dictionary<long, string> _hashes = [];
    private long _last;
    private string? _expected = LedgerHash.Genesis(partition);

    public IReadOnlyList<LedgerFault> Faults => _faults;

    /// <summary>Entries that were read.</summary>
    public long Count { get; private set; }

    public void Entry(StateRow row)
    {
        Count++;
        if (LedgerRows.SequenceOf(row.RowKey) is not { } sequence)
        {
            Add(LedgerFaultKind.Misplaced, null, $"Row '{row.RowKey}' is no key that this product writes.");
            return;
        }

        Gap(sequence);
        var entry = Read(row);
        if (entry is null)
        {
            Add(LedgerFaultKind.Altered, sequence, $"Entry {sequence} cannot be read.");
        }
        else if (entry.Sequence != sequence)
        {
            Add(LedgerFaultKind.Misplaced, sequence, $"Entry {entry.Sequence} stands in the place of entry {sequence}.");
        }
        else if (LedgerHash.Of(partition, entry) != entry.Hash)
        {
            Add(LedgerFaultKind.Altered, sequence, $"Entry {sequence} was changed: its hash does not fit its content.");
        }
        else if (_expected is not null && entry.Previous != _expected)
        {
            Add(LedgerFaultKind.Unlinked, sequence, $"Entry {sequence} does not continue entry {sequence - 1}: one of the two was replaced.");
        }

        // What could not be trusted gives no expectation for the next one; otherwise one change would show as many.
        _expected = entry?.Sequence == sequence ? entry.Hash : null;
        _last = sequence;
        if (entry is not null)
        {
            _hashes[sequence] = entry.Hash;
        }
    }

    /// <summary>To be called after the last entry.</summary>
    public void Head(LedgerHead? head)
    {
        if (head is null ? _last != 0 : head.Sequence != _last || (_hashes.TryGetValue(_last, out var hash) && hash != head.Hash))
        {
            Add(
                LedgerFaultKind.WrongHead,
                _last == 0 ? null : _last,
                head is null ? $"The head is gone; the last entry is {_last}." : $"The head names entry {head.Sequence}; the last entry is {_last}, or has another hash.");
        }
    }

    /// <summary>To be called after the last entry, for each seal that names this partition.</summary>
    public void Sealed(LedgerSeal seal, SealedHead head)
    {
        if (head.Sequence > _last)
        {
            Add(LedgerFaultKind.Truncated, head.Sequence, $"Seal {seal.Number} of {seal.At:u} names entry {head.Sequence}; the chain ends at {_last}: its end was cut off.");
        }
        else if (head.Sequence > 0 && _hashes.TryGetValue(head.Sequence, out var hash) && hash != head.Hash)
        {
            Add(LedgerFaultKind.Rewritten, head.Sequence, $"Seal {seal.Number} of {seal.At:u} names another hash for entry {head.Sequence}: the chain was written anew at or before it.");
        }
    }

    private void Gap(long sequence)
    {
        if (sequence != _last + 1)
        {
            Add(LedgerFaultKind.Missing, _last + 1, sequence - 1 == _last + 1 ? $"Entry {_last + 1} is missing." : $"Entries {_last + 1} to {sequence - 1} are missing.");
            _expected = null;
        }
    }

    private void Add(LedgerFaultKind kind, long? sequence, string text) => _faults.Add(LedgerFault.At(kind, partition, sequence, text));

    private static LedgerEntry? Read(StateRow row)
    {
        try
        {
            return JsonSerializer.Deserialize(row.Body.Span, LedgerJson.Default.LedgerEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
