using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Identities.Kinds;

/// <summary>What an identity's kind is recognised by: its rows, and the directory where it was given.</summary>
/// <param name="TenantId">The tenant whose log this is; tells own applications from others'.</param>
public sealed record KindSubject(ObjectForm Form, string TenantId)
{
    public string? UserPrincipalName { get; init; }

    public string? DisplayName { get; init; }

    public string? OwnerTenantId { get; init; }

    /// <summary>Null when neither registry nor directory knows the identity.</summary>
    public IdentityFacts? Facts { get; init; }
}
