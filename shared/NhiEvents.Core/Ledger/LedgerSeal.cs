namespace NhiEvents.Core.Ledger;

/// <summary>The heads of every chain of one app at one time, kept where our identities cannot alter it. What was sealed cannot be cut off or rewritten unseen.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Previous">Hash of the seal before; empty for the first.</param>
public sealed record LedgerSeal(long Number, DateTimeOffset At, IReadOnlyList<SealedHead> Heads, string Previous, string Hash);

/// <summary>The end of one chain when it was sealed.</summary>
public sealed record SealedHead(string Partition, long Sequence, string Hash);
