namespace NhiEvents.Contracts.Events;

/// <summary>Azure Resource Manager let a user create, change or delete something with a token that holds no multi-factor claim. The data of an <see cref="EventTypes.ResourceChanged"/> event.</summary>
/// <remarks>
/// Immutable and self-contained, from the Azure Activity Log; of all its changes only these are published. Delivered at least once and in any order:
/// <see cref="Key"/> is the same for every copy of the same row.
/// </remarks>
/// <param name="TenantId">The tenant of the caller; part of every partition key, message id and session id.</param>
/// <param name="Key">16 hex digits over source, id and content: what "the same event" means. Never an order.</param>
/// <param name="Id">The log's own id of the row.</param>
/// <param name="At">When the log says that it was done or accepted, not the export time.</param>
/// <param name="IdentityId">Object id of the caller; lower case.</param>
/// <param name="OperationName">Such as <c>microsoft.compute/virtualmachines/write</c>; lower case.</param>
/// <param name="Evidence">Why Ingest kept the row and takes the caller for a non-human one: slugs of <see cref="EvidenceKinds"/>.</param>
public sealed record ResourceChanged(
    string TenantId,
    string Key,
    string Id,
    DateTimeOffset At,
    string IdentityId,
    string OperationName,
    IReadOnlyList<string> Evidence)
{
    /// <summary>Only of a user that is taken for a non-human one.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary>The client application that the caller used, from its token.</summary>
    public string? AppId { get; init; }

    /// <summary>The resource that was changed; lower case.</summary>
    public string? ResourceId { get; init; }

    public string? CorrelationId { get; init; }

    /// <summary>As logged, malformed ones too; never that of a person.</summary>
    public string? IpAddress { get; init; }
}
