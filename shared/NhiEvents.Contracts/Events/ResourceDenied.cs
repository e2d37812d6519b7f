namespace NhiEvents.Contracts.Events;

/// <summary>Azure Resource Manager refused an operation by policy (403 <c>RequestDisallowedByPolicy</c>). The data of an <see cref="EventTypes.ResourceDenied"/> event.</summary>
/// <remarks>
/// Immutable and self-contained, from the Azure Activity Log. Delivered at least once and in any order: <see cref="Key"/> is the same for every copy of the same denial.
/// </remarks>
/// <param name="TenantId">The tenant of the caller; part of every partition key, message id and session id.</param>
/// <param name="Key">16 hex digits over source, id and content: what "the same event" means. Never an order.</param>
/// <param name="Id">The log's own id of the row.</param>
/// <param name="At">When the operation was refused, not the export time.</param>
/// <param name="IdentityId">Object id of the caller; lower case.</param>
/// <param name="OperationName">Such as <c>Microsoft.Compute/virtualMachines/write</c>.</param>
/// <param name="Reason">The log's text of the refusal; tells mandatory MFA from every other policy.</param>
/// <param name="Evidence">Why Ingest kept the row and takes the caller for a non-human one: slugs of <see cref="EvidenceKinds"/>.</param>
public sealed record ResourceDenied(
    string TenantId,
    string Key,
    string Id,
    DateTimeOffset At,
    string IdentityId,
    string OperationName,
    string Reason,
    IReadOnlyList<string> Evidence)
{
    /// <summary>Only of a user that is taken for a non-human one.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary>The client application that the caller used, from its token.</summary>
    public string? AppId { get; init; }

    /// <summary>The resource that was to be changed.</summary>
    public string? ResourceId { get; init; }

    public string? CorrelationId { get; init; }

    /// <summary>As logged, malformed ones too; never that of a person.</summary>
    public string? IpAddress { get; init; }
}
