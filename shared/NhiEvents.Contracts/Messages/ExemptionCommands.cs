using NhiEvents.Contracts.Exceptions;

namespace NhiEvents.Contracts.Messages;

/// <summary>A person or a reaction asks for an exception. The same <see cref="RequestId"/> is the same request.</summary>
/// <param name="RequesterId">Object id of the account that asks.</param>
/// <param name="PolicyIds">The Conditional Access policies to be excluded from.</param>
/// <param name="Networks">Agreed source networks in CIDR form.</param>
/// <param name="AppIds">Application ids of the resources that may be used; empty is any.</param>
public sealed record RequestExemption(
    string TenantId,
    string RequestId,
    string IdentityId,
    ExemptionKind ExemptionKind,
    string RequesterId,
    IReadOnlyList<string> PolicyIds,
    IReadOnlyList<string> Networks,
    IReadOnlyList<string> AppIds,
    DateTimeOffset Start)
{
    public const string Kind = "request-exemption";

    /// <summary>Null for a standing exception only.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Object id of the owner's account.</summary>
    public string? OwnerId { get; init; }

    public string? Reason { get; init; }

    public string? Ticket { get; init; }

    public string? ConfigurationItem { get; init; }

    /// <summary>What the automation moves to, so that the exception is not needed again.</summary>
    public string? MigrationTarget { get; init; }

    /// <summary>Interactive maintenance: object id of the account of the person who will use it.</summary>
    public string? UsedById { get; init; }
}

/// <summary>A person approves a request or, when <see cref="ExtensionId"/> is given, an extension; says that a suspended exception may go on; or has looked at a standing one again.</summary>
public sealed record ApproveExemption(string TenantId, string IdentityId, string ExemptionId, string ApproverId)
{
    public const string Kind = "approve-exemption";

    public string? ExtensionId { get; init; }
}

/// <summary>A person turns a request or an extension down.</summary>
public sealed record DenyExemption(string TenantId, string IdentityId, string ExemptionId, string ApproverId)
{
    public const string Kind = "deny-exemption";

    public string? ExtensionId { get; init; }

    public string? Reason { get; init; }
}

/// <summary>A person asks for a later end. It needs an approval of its own; an emergency one comes once, for at most 72 hours, from somebody who has not approved before.</summary>
public sealed record ExtendExemption(string TenantId, string IdentityId, string ExemptionId, string ExtensionId, string RequesterId, DateTimeOffset End, string Reason)
{
    public const string Kind = "extend-exemption";

    public bool Emergency { get; init; }
}

/// <summary>A person ends an exception before its time.</summary>
public sealed record RevokeExemption(string TenantId, string IdentityId, string ExemptionId, string RevokerId)
{
    public const string Kind = "revoke-exemption";

    public string? Reason { get; init; }
}

/// <summary>Look at one exception now and do what is due: start, notice, end, next attempt, proof. Repeatable; finds nothing to do when nothing is due.</summary>
/// <param name="DueAt">Part of the message id, so two deadlines are two messages.</param>
public sealed record EnforceExemption(string TenantId, string IdentityId, string ExemptionId, DateTimeOffset DueAt)
{
    public const string Kind = "enforce-exemption";

    /// <summary>True when what the exception waited for has come: a pause is over now.</summary>
    public bool Awaited { get; init; }
}

/// <summary>Read every way out of the tenant's policies now, and match it to the records. Repeatable.</summary>
/// <param name="DueAt">Part of the message id: all changes of a few minutes ask for one reading.</param>
public sealed record ReconcileExclusions(string TenantId, DateTimeOffset DueAt)
{
    public const string Kind = "reconcile-exclusions";
}

/// <summary>At least one policy's own list is not as it should be: write what is needed. Says nothing more; what is wanted is in the state.</summary>
public sealed record WritePolicies(string TenantId)
{
    public const string Kind = "write-policies";

    /// <summary>The writer's own next step; 0 from everybody else.</summary>
    public long Step { get; init; }
}

/// <summary>An exception changed. The highest <see cref="Revision"/> is the newest.</summary>
public sealed record ExemptionChanged(string TenantId, string IdentityId, string ExemptionId, long Revision, ExemptionState State, DateTimeOffset At)
{
    public const string Kind = "exemption-changed";

    public DateTimeOffset? End { get; init; }

    public string? Ticket { get; init; }

    /// <summary>What a person should know, such as why a removal is held.</summary>
    public string? Text { get; init; }

    /// <summary>True when a person has to act.</summary>
    public bool NeedsPerson { get; init; }

    /// <summary>
    /// Whether a word that came by webhook may approve or extend it. Never where the identity is privileged or no guard keeps the exception to its networks;
    /// absent means no.
    /// </summary>
    public bool WebhookMayDecide { get; init; }

    /// <summary>The whole record; absent in announcements of the first version.</summary>
    public ExemptionDetails? Details { get; init; }
}

/// <summary>A request cannot be granted; every reason with what to do instead.</summary>
public sealed record ExemptionRefused(string TenantId, string RequestId, string IdentityId, IReadOnlyList<string> Faults, DateTimeOffset At)
{
    public const string Kind = "exemption-refused";

    /// <summary>The id that the exception would have had; absent in announcements of the first version.</summary>
    public string? ExemptionId { get; init; }

    public string? Ticket { get; init; }
}
