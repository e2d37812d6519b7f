namespace NhiEvents.Contracts.Messages;

/// <summary>A source of knowledge about identities (the registry, the directory) says something about one of them, or no longer does.</summary>
/// <remarks>Repeatable and unordered: of one source and identity the highest <see cref="Revision"/> holds, whenever it comes.</remarks>
/// <param name="TenantId">The tenant, or <see cref="AnyTenant"/> when the source does not name it.</param>
/// <param name="Source">Who says so, such as <c>registry</c> or <c>directory</c>. A source replaces and removes only what it said itself.</param>
/// <param name="Revision">Grows with time; compared as ordinal text.</param>
public sealed record IdentityRegistered(string TenantId, string Source, string Revision, IdentityFacts Facts)
{
    public const string Kind = "identity-registered";

    /// <summary>A registry names object ids, which are unique, but seldom the tenant.</summary>
    public const string AnyTenant = "any";

    /// <summary>True when the source no longer names the identity; of the facts only what identifies it counts then.</summary>
    public bool Removed { get; init; }
}
