namespace NhiEvents.Contracts.Findings;

/// <summary>The content of <c>findings.json</c>; its schema is docs/findings.schema.json.</summary>
public sealed record FindingsDocument(int SchemaVersion, IReadOnlyList<Finding> Findings);

/// <summary>The content of <c>identities.json</c>: every identity that was taken for a non-human one, and why.</summary>
public sealed record IdentitiesDocument(int SchemaVersion, IReadOnlyList<IdentitySummary> Identities);

/// <param name="Evidence">Why it is taken for a non-human one: slugs of <see cref="Events.EvidenceKinds"/>.</param>
/// <param name="Failures">Distinct failed sign-ins.</param>
public sealed record IdentitySummary(
    IdentityRef Identity,
    string TenantId,
    string Owner,
    IReadOnlyList<string> Evidence,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    int Successes,
    int Failures,
    IReadOnlyList<string> Findings);
