using System.Text.Json.Serialization;

namespace NhiEvents.Contracts.Events;

/// <summary>One sign-in of one identity, trimmed to what detectors read. The data of an <see cref="EventTypes.SignIn"/> event.</summary>
/// <remarks>
/// Immutable and self-contained. Delivered at least once and in any order: <see cref="Key"/> is the same for every copy of the same sign-in,
/// in whichever schema it was exported. Strings that a client controls are cut at 256 bytes by Ingest.
/// </remarks>
/// <param name="TenantId">The tenant whose log this is; part of every partition key, message id and session id.</param>
/// <param name="Key">16 hex digits over source, id and content: what "the same event" means. Never an order.</param>
/// <param name="Id">The log's own id of the row. Different rows with one id have been seen.</param>
/// <param name="At"><c>createdDateTime</c>, not the export time.</param>
/// <param name="IdentityId">Object id of the user or service principal; lower case.</param>
/// <param name="ErrorCode">AADSTS number; 0 is success.</param>
/// <param name="Evidence">Why Ingest kept the row and takes the identity for a non-human one: slugs of <see cref="EvidenceKinds"/>. Empty: no reason known yet.</param>
/// <param name="DemandedBy">Who demanded the challenge: distinct <c>requirementProvider</c> values, sorted.</param>
/// <param name="Policies">Conditional Access policies that failed, were report-only, passed by an exclusion, or (without their names) were met; the rest is cut.</param>
public sealed record SignIn(
    string TenantId,
    string Key,
    string Id,
    SignInKind Kind,
    DateTimeOffset At,
    string IdentityId,
    int ErrorCode,
    IReadOnlyList<string> Evidence,
    IReadOnlyList<string> DemandedBy,
    IReadOnlyList<AppliedPolicy> Policies)
{
    /// <summary>Display name of the user or service principal as the log states it.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Present for users only.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary>Client application (for a service principal: its own).</summary>
    public string? AppId { get; init; }

    public string? AppDisplayName { get; init; }

    /// <summary>Object or application id of the resource asked for.</summary>
    public string? ResourceId { get; init; }

    public string? ResourceDisplayName { get; init; }

    /// <summary>The log's text for <see cref="ErrorCode"/>; needed to tell the two meanings of 50053 apart.</summary>
    public string? FailureReason { get; init; }

    /// <summary>As logged, malformed ones too; absent for managed identities.</summary>
    public string? IpAddress { get; init; }

    public int? AutonomousSystemNumber { get; init; }

    public string? Country { get; init; }

    public string? UserAgent { get; init; }

    public string? ClientAppUsed { get; init; }

    public string? AuthenticationProtocol { get; init; }

    public string? AuthenticationRequirement { get; init; }

    public string? IncomingTokenType { get; init; }

    public string? ClientCredentialType { get; init; }

    public string? CredentialKeyId { get; init; }

    public string? CredentialThumbprint { get; init; }

    public string? FederatedCredentialId { get; init; }

    /// <summary>Tells own applications from vendor and first-party ones.</summary>
    public string? AppOwnerTenantId { get; init; }

    public string? CorrelationId { get; init; }

    public string? ConditionalAccessStatus { get; init; }

    /// <summary>True when the row itself shows that multi-factor authentication was satisfied.</summary>
    public bool MfaSatisfied { get; init; }
}

/// <summary>One Conditional Access policy of a sign-in.</summary>
/// <param name="DisplayName">Written even when the log has none: a reader asks for every member of the constructor.</param>
/// <param name="Result">As logged: <c>failure</c>, <c>reportOnlyFailure</c>, <c>reportOnlyInterrupted</c>, …</param>
/// <param name="PassedByExclusion">True when <c>excludeRulesSatisfied</c> proves that an exclusion was used.</param>
public sealed record AppliedPolicy(
    string Id, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? DisplayName, string Result, bool PassedByExclusion);
