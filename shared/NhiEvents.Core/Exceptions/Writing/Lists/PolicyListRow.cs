using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Writing.Lists;

/// <summary>What we want in one policy's list of excluded service principals, and how far the writer is.</summary>
/// <param name="Wanted">Ids that should be excluded.</param>
/// <param name="Placed">Ids that we have written before: these, and no other entries, may go.</param>
/// <param name="Revision">Grows with every change of <paramref name="Wanted"/>.</param>
/// <param name="DoneRevision">The revision that was read back.</param>
internal sealed record PolicyListRow(string PolicyId, IReadOnlyList<string> Wanted, IReadOnlyList<string> Placed, long Revision, long DoneRevision)
{
    /// <summary>A write that was claimed; it is kept after its read-back, so that a change of somebody else in the same seconds can be told.</summary>
    public ListWrite? Write { get; init; }

    /// <summary>When earlier writes were under way: the audit log may tell of a second writer only after the next write.</summary>
    public IReadOnlyList<WriteWindow> Earlier { get; init; } = [];

    /// <summary>Exceptions that wait for an answer.</summary>
    public IReadOnlyList<WaitingExemption> Waiting { get; init; } = [];

    /// <summary>Entries that somebody else wrote while we did, by the audit log.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>When we last heard that somebody else has changed the policy: what was read before is too old to write from.</summary>
    public DateTimeOffset? ForeignKnownAt { get; init; }

    /// <summary>Nothing is written until a person has said so.</summary>
    public WriterStop? Stopped { get; init; }

    /// <summary>A change that a person has to make, as the PATCH would be.</summary>
    public string? Proposal { get; init; }

    public bool IsDone => Revision == DoneRevision;

    /// <summary>Something is to do without a person.</summary>
    public bool NeedsWriter => HasAnswer || Write is { ReadBackAt: null } || NeedsWrite;

    /// <summary>Who waits can be told how it stands.</summary>
    public bool HasAnswer => Waiting.Count > 0 && (IsDone || Stopped is not null || Proposal is not null);

    /// <summary>What two writers have taken from each other is put back even by a writer that has stopped; nothing else is.</summary>
    public bool NeedsWrite => Others.Count > 0 || (Stopped is null && Proposal is null && !IsDone);

    public static string Key(string policyId) => Prefix + KeyText.Clean(policyId);

    public const string Prefix = "list|";
}

/// <param name="Before">The list that was read before.</param>
/// <param name="Expected">The list that was written.</param>
/// <param name="Revision">Of what was wanted when it was claimed.</param>
internal sealed record ListWrite(DateTimeOffset ReadAt, IReadOnlyList<string> Before, IReadOnlyList<string> Expected, long Revision)
{
    /// <summary>Null: not read back yet; it may not even have been sent.</summary>
    public DateTimeOffset? ReadBackAt { get; init; }

    /// <summary>It puts back what two writers have taken from each other; nothing follows it without a person.</summary>
    public bool Restores { get; init; }
}

/// <summary>From the reading that a write was made from, to its read-back.</summary>
internal sealed record WriteWindow(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Longer than the audit log takes.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(6);

    private const int MostKept = 100;

    /// <summary>These windows, and that of the write that another one follows now.</summary>
    public static IReadOnlyList<WriteWindow> After(PolicyListRow row, DateTimeOffset now) =>
        [.. row.Earlier.Concat(row.Write is { ReadBackAt: { } to } write ? [new WriteWindow(write.ReadAt, to)] : []).Where(window => now - window.To < KeptFor).TakeLast(MostKept)];
}

internal sealed record WaitingExemption(string IdentityId, string ExemptionId);

internal sealed record WriterStop(DateTimeOffset At, string Why);

/// <summary>The writer of a tenant works step by step; each step is a message, so that a pause costs nothing and a crash loses nothing.</summary>
/// <param name="NextAt">When the next step is due; past by far: nobody is at it.</param>
internal sealed record WriterRow(long Step, DateTimeOffset NextAt)
{
    public const string Key = "writer";
}
