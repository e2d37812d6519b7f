using NhiEvents.Contracts.Findings;

namespace NhiEvents.Contracts.Messages;

/// <summary>Ask the owner of an identity whether it is theirs and still needed. The same <see cref="AttestationId"/> is the same question.</summary>
/// <param name="Owner">As the registry or the directory names it; whom the link is sent to.</param>
/// <param name="Until">Afterwards the link opens nothing, and the answer counts as missed.</param>
/// <param name="RequesterId">Object id of the account of the person who asks.</param>
public sealed record AskAttestation(string TenantId, IdentityRef Identity, string AttestationId, string Owner, DateTimeOffset Until, string RequesterId, DateTimeOffset At)
{
    public const string Kind = "ask-attestation";

    /// <summary>The run of a campaign that it belongs to.</summary>
    public string? RunId { get; init; }
}

/// <summary>Somebody with the link of a question has answered it. The first answer holds.</summary>
/// <param name="Token">Of the link; whoever has none can answer nothing.</param>
public sealed record AnswerAttestation(string TenantId, string IdentityId, string AttestationId, string Token, AttestationAnswer Answer, DateTimeOffset At)
{
    public const string Kind = "answer-attestation";

    /// <summary>Object id of the account that was signed in; null where nobody signs in.</summary>
    public string? PersonId { get; init; }
}

/// <summary>Look whether the time for an answer is over. Repeatable.</summary>
/// <param name="DueAt">Part of the message id, so two deadlines are two messages.</param>
public sealed record EndAttestation(string TenantId, string IdentityId, string AttestationId, DateTimeOffset DueAt)
{
    public const string Kind = "end-attestation";
}

/// <summary>A question to an owner was asked, answered, missed or refused. The highest <see cref="Revision"/> of an <see cref="AttestationId"/> is the newest.</summary>
public sealed record AttestationChanged(string TenantId, IdentityRef Identity, string AttestationId, long Revision, AttestationState State, string Owner, DateTimeOffset Until, DateTimeOffset At)
{
    public const string Kind = "attestation-changed";

    /// <summary><see cref="LinkHash.Of"/> of the link's token: enough to know it again, and of no use for making one.</summary>
    public string? TokenHash { get; init; }

    /// <summary>Object id of the account of the person who asked; nobody answers their own question.</summary>
    public string? RequesterId { get; init; }

    /// <inheritdoc cref="AskAttestation.RunId"/>
    public string? RunId { get; init; }

    /// <summary>Why it was refused, or by what it was answered.</summary>
    public string? Text { get; init; }
}

/// <summary>What an owner can say.</summary>
public enum AttestationAnswer
{
    /// <summary>It is mine, and still needed.</summary>
    Confirm,

    /// <summary>It is not mine, or not needed.</summary>
    Disown,
}

/// <summary>Where a question to an owner stands.</summary>
public enum AttestationState
{
    Asked,
    Confirmed,
    Disowned,

    /// <summary>Nobody has answered in time.</summary>
    Missed,

    /// <summary>It was not asked.</summary>
    Refused,
}
