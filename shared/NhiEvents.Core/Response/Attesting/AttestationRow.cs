using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Attesting;

/// <summary>The last question about an identity to its owner, and what came of it.</summary>
internal sealed record AttestationRow(string TenantId, IdentityRef Identity, string AttestationId, string Owner, DateTimeOffset AskedAt, DateTimeOffset Until, AttestationState State, long Revision)
{
    public const string Kind = "attestation";

    public string? RunId { get; init; }

    /// <summary>Object id of the account of the person who asked.</summary>
    public string RequesterId { get; init; } = "";

    /// <summary>Of NHI409 on the identity: 0 never, odd open, even withdrawn.</summary>
    public long FindingRevision { get; init; }

    public static string Key(string identityId) => $"{KeyText.Clean(identityId)}|attestation";
}
