namespace NhiEvents.Contracts.Findings;

/// <summary>The content of <c>findings.json</c>; its schema is docs/findings.schema.json.</summary>
public sealed record FindingsDocument(int SchemaVersion, IReadOnlyList<Finding> Findings);

/// <summary>The content of <c>identities.json</c>: every identity that was taken for a non-human one, and why.</summary>
public sealed record IdentitiesDocument(int SchemaVersion, IReadOnlyList<IdentitySummary> Identities)
{
    /// <summary>Registered identities that no row of the logs is about; absent when there are none.</summary>
    public IReadOnlyList<NotSeenIdentity>? NotSeen { get; init; }
}

/// <summary>An identity that the registry names and the logs do not.</summary>
/// <param name="Owner">A name, or <c>unknown</c>.</param>
public sealed record NotSeenIdentity(string Owner)
{
    /// <summary>Object or application id; absent when the registry names it by its user principal name only.</summary>
    public string? Id { get; init; }

    public string? UserPrincipalName { get; init; }

    public string? DisplayName { get; init; }

    /// <summary>Absent when neither the registry nor the directory tells.</summary>
    public IdentityKind? Kind { get; init; }

    public Criticality? Criticality { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>True for an identity that no action may ever touch (break-glass).</summary>
    public bool Protected { get; init; }
}

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
    IReadOnlyList<string> Findings)
{
    public Criticality? Criticality { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>True for an identity that no action may ever touch: break-glass by the registry, synchronization and Microsoft's own by their kind.</summary>
    public bool Protected { get; init; }

    /// <summary>As the directory says; absent when it was not given.</summary>
    public bool? AccountEnabled { get; init; }

    /// <summary>Whether its habits are known; absent while it has not signed in with success.</summary>
    public LearningState? Learning { get; init; }
}

/// <summary>What an identity does is learned before anything is called unusual. What it did until then is its baseline.</summary>
/// <param name="Since">Its first successful sign-in that is known.</param>
public sealed record LearningState(DateTimeOffset Since)
{
    /// <summary>From then on what is new is told; absent while it is still learned.</summary>
    public DateTimeOffset? LearnedAt { get; init; }

    /// <summary>Not before then, and not before enough sign-ins are known; absent when it is learned.</summary>
    public DateTimeOffset? Until { get; init; }
}
