using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Exceptions;

/// <summary>One exception: who is excluded from which policies, why, who answers for it, from when to when, and what has happened to it.</summary>
/// <param name="End">Null for a standing exception only.</param>
internal sealed record Exemption(
    string Id,
    string TenantId,
    ExemptIdentity Identity,
    ExemptionKind Kind,
    ExclusionMechanism Mechanism,
    IReadOnlyList<string> Policies,
    AgreedScope Scope,
    Responsible People,
    string Reason,
    DateTimeOffset Start,
    DateTimeOffset? End,
    ExemptionState State)
{
    /// <summary>How long before its time a review can be made.</summary>
    public static readonly TimeSpan ReviewOpens = TimeSpan.FromDays(30);

    /// <summary>Grows with every change.</summary>
    public long Revision { get; init; } = 1;

    public string? Ticket { get; init; }

    public string? ConfigurationItem { get; init; }

    public string? MigrationTarget { get; init; }

    /// <summary>The end that was asked for, when the calendar moved it earlier.</summary>
    public DateTimeOffset? WishedEnd { get; init; }

    /// <summary>Whether a guard policy keeps it to the agreed networks.</summary>
    public bool Guarded { get; init; }

    /// <summary>The longest that it may last, without an emergency.</summary>
    public TimeSpan? Cap { get; init; }

    /// <summary>Earlier exceptions of this identity from one of these policies within a year, and extensions of this one.</summary>
    public int Renewals { get; init; }

    public IReadOnlyList<Approval> Approvals { get; init; } = [];

    public Extension? Extension { get; init; }

    public bool EmergencyUsed { get; init; }

    /// <summary>Standing exceptions: two persons must look again by then.</summary>
    public DateTimeOffset? ReviewBy { get; init; }

    /// <summary>Who has looked again; empty when two have.</summary>
    public IReadOnlyList<Approval> Reviews { get; init; } = [];

    /// <summary>Set with <see cref="ExemptionState.Expiring"/> and later.</summary>
    public EndCause? Cause { get; init; }

    public DateTimeOffset? ActivatedAt { get; init; }

    /// <summary>When the exclusion was read back as gone.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>Tokens of before may work until then.</summary>
    public DateTimeOffset? UnprovenUntil { get; init; }

    public ProofBasis? Proof { get; init; }

    /// <summary>Policies that a later sign-in has met.</summary>
    public IReadOnlyList<string> MetPolicies { get; init; } = [];

    /// <summary>The smallest notice that was given, in days before the end.</summary>
    public int? Noticed { get; init; }

    public WriteTrouble? Trouble { get; init; }

    /// <summary>NHI402 is open for it.</summary>
    public bool Outlived { get; init; }

    /// <summary>When a sign-in was first seen that passed by it.</summary>
    public DateTimeOffset? WorkedAt { get; init; }

    /// <summary>By what it was used: sign-ins that passed only by it.</summary>
    public IReadOnlyList<ExclusionUse> Uses { get; init; } = [];

    /// <summary>NHI403 is open for it: the first and the last sign-ins that passed only by it, from elsewhere or to something else than was agreed, by time.</summary>
    public IReadOnlyList<EvidenceEvent> Outside { get; init => field = value ?? []; } = [];

    /// <summary>What history says when a person has denied it.</summary>
    public const string DeniedLine = "denied";

    public IReadOnlyList<HistoryLine> History { get; init; } = [];

    /// <summary>Its end, or the time by which a standing one has to be reviewed.</summary>
    public DateTimeOffset? Deadline => End ?? ReviewBy;

    /// <summary>Whether an exclusion may exist that this record answers for.</summary>
    public bool MayBeExcluded => State is ExemptionState.Activating or ExemptionState.Active or ExemptionState.Expiring;

    /// <summary>Whether it takes the one place that an identity has per policy.</summary>
    public bool IsOpen => State is not (ExemptionState.Denied or ExemptionState.EndedUnproven or ExemptionState.Ended);

    /// <summary>When it came to its end; null while it is open.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset? OverSince => IsOpen ? null : History is [.., var last] ? last.At : End ?? Start;

    /// <summary>Approvals that it needs: two where no guard limits it, and for what has no end.</summary>
    public int ApprovalsNeeded => Kind is ExemptionKind.Standing || !Guarded ? 2 : 1;

    /// <summary>A review counts when it is nearly due, or over: one that is made for another reason long before is none.</summary>
    public bool IsReviewOpen(DateTimeOffset now) => this is { State: ExemptionState.Active, ReviewBy: { } review } && now >= review - ReviewOpens;

    public bool IsApprovedBy(string personId) => Approvals.Any(approval => approval.PersonId == personId);

    public bool IsDeniedBy(string personId) => State is ExemptionState.Denied && History.Any(line => line.What == DeniedLine && line.By == personId);
}

/// <summary>The excluded identity, as it was when it was asked for.</summary>
internal sealed record ExemptIdentity(string Id, SubjectKind Kind, string DisplayName, bool Privileged);

/// <summary>What sort of object is to be excluded.</summary>
internal enum SubjectKind
{
    User,
    Guest,
    ServicePrincipal,
    ManagedIdentity,
    Group,
}

/// <summary>From where and to what the identity may be used.</summary>
/// <param name="Networks">CIDR; never empty, save on a standing exception.</param>
/// <param name="Apps">Application ids of the resources; empty is any.</param>
internal sealed record AgreedScope(IReadOnlyList<string> Networks, IReadOnlyList<string> Apps);

/// <summary>Who answers for it. Persons, not accounts: one person's two accounts are one person.</summary>
/// <param name="UsedBy">Interactive maintenance: who uses it.</param>
internal sealed record Responsible(string Owner, string Requester, string? UsedBy);

/// <summary>One person said yes.</summary>
internal sealed record Approval(string PersonId, DateTimeOffset At);

/// <summary>A later end that was asked for and waits for its own approval.</summary>
internal sealed record Extension(string Id, string Requester, DateTimeOffset End, bool Emergency, IReadOnlyList<Approval> Approvals);

/// <summary>Why the last write did not happen.</summary>
/// <param name="Failures">In a row; holds do not count.</param>
/// <param name="NextAt">Not tried again before.</param>
internal sealed record WriteTrouble(string Text, int Failures, DateTimeOffset Since, DateTimeOffset NextAt)
{
    /// <summary>Whether a person was told.</summary>
    public bool Paged { get; init; }
}

/// <summary>One line of what has happened.</summary>
/// <param name="By">A person id, or null for the system.</param>
internal sealed record HistoryLine(DateTimeOffset At, string What, string? By);

/// <summary>Sign-ins that passed only by an exception, to one application from one address.</summary>
/// <param name="App">Application id of the resource.</param>
/// <param name="Days">In order; a day counts once, however often its log row comes.</param>
internal sealed record ExclusionUse(string App, string Source, IReadOnlyList<DateOnly> Days);
