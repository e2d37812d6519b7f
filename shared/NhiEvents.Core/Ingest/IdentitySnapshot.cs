using System.Collections.Immutable;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Ingest;

/// <summary>The users that are known to be non-human, or candidates, with the reasons: what Ingest keeps rows for. Immutable.</summary>
public sealed class IdentitySnapshot
{
    private readonly ImmutableDictionary<(string Tenant, string Id), ImmutableSortedSet<string>> _known;

    public IdentitySnapshot(IEnumerable<KnownIdentity> known)
        : this(known.Where(entry => entry.Evidence.Count > 0).ToImmutableDictionary(Address, entry => entry.Evidence.ToImmutableSortedSet(StringComparer.Ordinal)))
    {
    }

    private IdentitySnapshot(ImmutableDictionary<(string Tenant, string Id), ImmutableSortedSet<string>> known) => _known = known;

    public int Count => _known.Count;

    /// <summary>The snapshot with one identity more, or with more reasons for one.</summary>
    public IdentitySnapshot With(KnownIdentity identity) =>
        new(_known.SetItem(Address(identity), (_known.GetValueOrDefault(Address(identity)) ?? ImmutableSortedSet.Create<string>(StringComparer.Ordinal)).Union(identity.Evidence)));

    /// <summary>The reasons; null for an identity that is not known.</summary>
    /// <remarks>A registry may name a user by its user principal name, and any identity without its tenant.</remarks>
    public IReadOnlyCollection<string>? Find(SignIn signIn) =>
        _known.IsEmpty ? null : Find(signIn, signIn.IdentityId) ?? (signIn.UserPrincipalName is { } name ? Find(signIn, name.ToLowerInvariant()) : null);

    private ImmutableSortedSet<string>? Find(SignIn signIn, string key) =>
        _known.GetValueOrDefault((signIn.TenantId, key)) ?? _known.GetValueOrDefault((IdentityRegistered.AnyTenant, key));

    private static (string Tenant, string Id) Address(KnownIdentity identity) => (identity.TenantId, identity.IdentityId);
}

/// <summary>An identity that rows are kept for.</summary>
/// <param name="IdentityId">Object id, or in lower case the user principal name by which somebody registered it.</param>
/// <param name="Evidence">Empty when all reasons were taken back.</param>
public sealed record KnownIdentity(string TenantId, string IdentityId, IReadOnlyList<string> Evidence)
{
    /// <summary>Who registered it; absent when nobody did.</summary>
    public IReadOnlyList<RegisteredBy>? Registered { get; init; }
}

/// <summary>The latest word of one source.</summary>
/// <param name="Evidence">Empty when the source has taken it back.</param>
public sealed record RegisteredBy(string Source, string Revision, IReadOnlyList<string> Evidence);
