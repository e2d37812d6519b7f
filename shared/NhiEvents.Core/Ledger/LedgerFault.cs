namespace NhiEvents.Core.Ledger;

/// <summary>Something wrong with the ledger, and where.</summary>
/// <param name="Sequence">The entry; null when it is about the whole chain or about a seal.</param>
/// <param name="Text">What is wrong, for a person.</param>
public sealed record LedgerFault(LedgerFaultKind Kind, string Partition, long? Sequence, string Text)
{
    public static LedgerFault At(LedgerFaultKind kind, string partition, long? sequence, string text) => new(kind, partition, sequence, text);
}

/// <summary>What is wrong.</summary>
public enum LedgerFaultKind
{
    /// <summary>The entry is not what was hashed.</summary>
    Altered,

    /// <summary>A row stands under a number that is not its own, or under a key that we do not write.</summary>
    Misplaced,

    /// <summary>Entries are missing between two others, or before the first.</summary>
    Missing,

    /// <summary>Whole in itself, but not the continuation of the entry before: one of the two was replaced.</summary>
    Unlinked,

    /// <summary>The head does not name the last entry.</summary>
    WrongHead,

    /// <summary>A seal names an entry that is no longer there.</summary>
    Truncated,

    /// <summary>A seal names another hash for the entry: the chain was written anew.</summary>
    Rewritten,

    /// <summary>The seals themselves are damaged.</summary>
    BrokenSeal,
}
