using NhiEvents.Contracts.Findings;

namespace NhiEvents.Contracts.Messages;

/// <summary>Look at one reaction now and do what is due. Repeatable.</summary>
/// <param name="DueAt">Part of the message id, so two deadlines are two messages.</param>
public sealed record RunReaction(string TenantId, string IdentityId, string ReactionId, DateTimeOffset DueAt)
{
    public const string Kind = "run-reaction";
}

/// <summary>A person lets a proposed reaction happen.</summary>
/// <param name="PersonId">Object id of the person's account.</param>
public sealed record ApproveReaction(string TenantId, string IdentityId, string ReactionId, string PersonId, DateTimeOffset At)
{
    public const string Kind = "approve-reaction";

    /// <summary>Of a removal: the credential that the person means.</summary>
    public string? KeyId { get; init; }

    /// <summary>The case whose ticket the word was said in; it is told when there is no such reaction.</summary>
    public string? CaseKey { get; init; }
}

/// <summary>A person takes a reaction back: its inverse is done.</summary>
public sealed record UndoReaction(string TenantId, string IdentityId, string ReactionId, DateTimeOffset At)
{
    public const string Kind = "undo-reaction";

    /// <summary>Object id of the person's account; null when whoever has the state folder says so.</summary>
    public string? PersonId { get; init; }

    /// <summary>The person only denies what has not been done yet: what is done stays done.</summary>
    public bool OnlyBefore { get; init; }

    /// <inheritdoc cref="ApproveReaction.CaseKey"/>
    public string? CaseKey { get; init; }
}

/// <summary>A finding has a cause that others may share, such as one policy: it joins them, or, when it is over, leaves them.</summary>
/// <param name="Cause">What is shared, such as a policy's name.</param>
public sealed record JoinCause(string TenantId, string Cause, long Revision, Finding Finding, string Owner)
{
    public const string Kind = "join-cause";

    /// <summary>The owner is told once, with the incident's first ticket.</summary>
    public bool NotifyOwner { get; init; }

    /// <summary>No exception is proposed for this identity, such as while somebody else seems to use it.</summary>
    public bool NoOffer { get; init; }
}

/// <summary>Say in tickets what is known of a cause now: one per owner.</summary>
public sealed record TellCause(string TenantId, string Cause, DateTimeOffset DueAt)
{
    public const string Kind = "tell-cause";
}
