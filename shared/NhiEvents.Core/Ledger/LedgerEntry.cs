namespace NhiEvents.Core.Ledger;

/// <summary>One row of the ledger: a fact with its place in the chain of its partition.</summary>
/// <param name="Sequence">From 1, without gaps, per partition.</param>
/// <param name="Previous">Hash of the entry before; for the first one <see cref="LedgerHash.Genesis"/>.</param>
/// <param name="Hash">Over everything else: <see cref="LedgerHash.Of(string, LedgerEntry)"/>.</param>
public sealed record LedgerEntry(long Sequence, DateTimeOffset At, LedgerFact Fact, string Previous, string Hash);

/// <summary>The end of a partition's chain. Every append replaces it conditionally, so two writers cannot continue the same entry.</summary>
public sealed record LedgerHead(long Sequence, string Hash);

/// <summary>Row keys of the ledger. They sort behind the app's documents, and between due rows and outbox rows.</summary>
internal static class LedgerRows
{
    public const string Head = "~ledger|head";

    public const string EntryPrefix = "~ledger|entry|";

    private const int Digits = 19;

    public static string Entry(long sequence) => EntryPrefix + sequence.ToString("D19", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The number in an entry's key; null when the key is not one that we write.</summary>
    public static long? SequenceOf(string rowKey) =>
        rowKey.Length == EntryPrefix.Length + Digits
        && long.TryParse(rowKey.AsSpan(EntryPrefix.Length), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : null;
}
