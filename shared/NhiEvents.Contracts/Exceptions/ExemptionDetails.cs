namespace NhiEvents.Contracts.Exceptions;

/// <summary>All that is on the record of an exception, for those who show it. Persons are ids.</summary>
/// <param name="IdentityName">As the directory had it when the exception was asked for.</param>
/// <param name="Networks">Agreed source networks in CIDR form.</param>
/// <param name="Apps">Application ids of the resources that may be used; empty is any.</param>
/// <param name="Guarded">Whether a guard policy keeps it to the agreed networks.</param>
public sealed record ExemptionDetails(
    string IdentityName,
    ExemptionKind Kind,
    ExclusionMechanism Mechanism,
    IReadOnlyList<string> Policies,
    IReadOnlyList<string> Networks,
    IReadOnlyList<string> Apps,
    string Owner,
    string Requester,
    string Reason,
    DateTimeOffset Start,
    int ApprovalsNeeded,
    bool Guarded)
{
    public string? UsedBy { get; init; }

    public string? ConfigurationItem { get; init; }

    public string? MigrationTarget { get; init; }

    /// <summary>The end that was asked for, when the calendar moved it earlier.</summary>
    public DateTimeOffset? WishedEnd { get; init; }

    /// <summary>The longest that it may last, without an emergency.</summary>
    public TimeSpan? Cap { get; init; }

    public int Renewals { get; init; }

    public IReadOnlyList<ExemptionApproval> Approvals { get; init => field = value ?? []; } = [];

    /// <summary>A later end that waits for its own approval.</summary>
    public ExemptionExtension? Extension { get; init; }

    public bool EmergencyUsed { get; init; }

    /// <summary>Standing exceptions: two persons have to look again by then, from 30 days before on.</summary>
    public DateTimeOffset? ReviewBy { get; init; }

    /// <summary>Who has looked again so far.</summary>
    public IReadOnlyList<ExemptionApproval> Reviews { get; init => field = value ?? []; } = [];

    public EndCause? Cause { get; init; }

    public DateTimeOffset? ActivatedAt { get; init; }

    /// <summary>A sign-in was first seen that passed by it.</summary>
    public DateTimeOffset? WorkedAt { get; init; }

    /// <summary>What passed only by it, as far as it was seen until the last announcement.</summary>
    public IReadOnlyList<ExemptionUse> Uses { get; init => field = value ?? []; } = [];

    /// <summary>The exclusion was read back as gone.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>Tokens of before may work until then.</summary>
    public DateTimeOffset? UnprovenUntil { get; init; }

    public ProofBasis? Proof { get; init; }

    /// <summary>Policies that a later sign-in has met.</summary>
    public IReadOnlyList<string> MetPolicies { get; init => field = value ?? []; } = [];

    /// <summary>Why the last write did not happen.</summary>
    public string? Trouble { get; init; }

    /// <summary>NHI402 is open for it.</summary>
    public bool Outlived { get; init; }

    /// <summary>The latest lines of what has happened, in order.</summary>
    public IReadOnlyList<ExemptionStep> History { get; init => field = value ?? []; } = [];
}

/// <summary>One person said yes.</summary>
public sealed record ExemptionApproval(string PersonId, DateTimeOffset At);

/// <summary>A later end that was asked for.</summary>
public sealed record ExemptionExtension(string Id, string Requester, DateTimeOffset End, bool Emergency, IReadOnlyList<ExemptionApproval> Approvals);

/// <summary>Something that has happened.</summary>
public sealed record ExemptionStep(DateTimeOffset At, string What)
{
    /// <summary>A person's id; absent for the system.</summary>
    public string? By { get; init; }
}

/// <summary>Sign-ins that passed only by an exception.</summary>
/// <param name="App">Application id of the resource.</param>
/// <param name="Source">The address that they came from.</param>
/// <param name="Days">On how many days.</param>
public sealed record ExemptionUse(string App, string Source, int Days, DateOnly Last);
