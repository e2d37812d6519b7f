namespace NhiEvents.Contracts.Events;

/// <summary>ID Protection saw a risk with an identity, or changed what it thinks of one. The data of an <see cref="EventTypes.RiskDetected"/> event.</summary>
/// <remarks>
/// Immutable and self-contained. Delivered at least once and in any order; the source itself publishes a detection again whenever its state changes, which is a
/// further event with its own <see cref="Key"/>. Of a person there is the object id and nothing else.
/// </remarks>
/// <param name="TenantId">The tenant whose log this is.</param>
/// <param name="Key">16 hex digits over id, state and level: what "the same event" means.</param>
/// <param name="Id">The detection's id; for <see cref="RiskSubject.Standing"/> the identity's.</param>
/// <param name="At">When the risk was detected; for a standing, when it last changed.</param>
/// <param name="IdentityId">Object id of the user or service principal; lower case.</param>
/// <param name="State">As logged: <c>atRisk</c>, <c>confirmedCompromised</c>, <c>remediated</c>, <c>dismissed</c>, …</param>
/// <param name="Level">As logged: <c>low</c>, <c>medium</c>, <c>high</c>, <c>hidden</c>, <c>none</c>.</param>
/// <param name="Evidence">Why the identity is taken for a non-human one: slugs of <see cref="EvidenceKinds"/>. Empty: no reason known.</param>
public sealed record RiskDetected(
    string TenantId,
    string Key,
    string Id,
    RiskSubject Subject,
    RiskedIdentity Identity,
    DateTimeOffset At,
    string IdentityId,
    string State,
    string Level,
    IReadOnlyList<string> Evidence)
{
    /// <summary>Such as <c>leakedCredentials</c>; absent for a standing.</summary>
    public string? RiskType { get; init; }

    public string? Detail { get; init; }

    public string? Source { get; init; }

    public string? DetectionTiming { get; init; }

    public string? Activity { get; init; }

    /// <summary>Never that of a person.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Only of a user that is taken for a non-human one.</summary>
    public string? UserPrincipalName { get; init; }

    public string? AppId { get; init; }

    /// <summary>Key ids of the credentials that the risk is about.</summary>
    public IReadOnlyList<string> KeyIds { get; init; } = [];

    /// <summary>Never that of a person.</summary>
    public string? IpAddress { get; init; }

    public string? Country { get; init; }

    public string? CorrelationId { get; init; }

    /// <summary>The log's additional information, JSON within a text; never that of a person.</summary>
    public string? Additional { get; init; }
}

/// <summary>What a risk event speaks of.</summary>
public enum RiskSubject
{
    /// <summary>One thing that was noticed.</summary>
    Detection,

    /// <summary>What ID Protection thinks of the identity as a whole.</summary>
    Standing,
}

/// <summary>Whose risk it is.</summary>
public enum RiskedIdentity
{
    User,

    ServicePrincipal,
}
