using System.Collections.Immutable;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Ingest;

/// <summary>The users that are known to be non-human, or candidates, with the reasons: what Ingest keeps rows for. Immutable.</summary>
public sealed class IdentitySnapshot
{
    private readonly ImmutableDictionary<(string Tenant, string Id), ImmutableSortedSet<string>> _known;

    public IdentitySnapshot(IEnumerable<KnownIdentity> known)
        : this(known.ToImmutableDictionary(Address, entry => entry.Evidence.ToImmutableSortedSet(StringComparer.Ordinal)))
    {
    }

    private IdentitySnapshot(ImmutableDictionary<(string Tenant, string Id), ImmutableSortedSet<string>> known) => _known = known;

    public int Count => _known.Count;

    /// <summary>The snapshot with one identity more, or with more reasons for one.</summary>
    public IdentitySnapshot With(KnownIdentity identity) =>
        new(_known.SetItem(Address(identity), (_known.GetValueOrDefault(Address(identity)) ?? ImmutableSortedSet.Create<string>(StringComparer.Ordinal)).Union(identity.Evidence)));

    /// <summary>The reasons; null for an identity that is not known.</summary>
    public IReadOnlyCollection<string>? Find(SignIn signIn) => _known.GetValueOrDefault((signIn.TenantId, signIn.IdentityId));

    private static (string Tenant, string Id) Address(KnownIdentity identity) => (identity.TenantId, identity.IdentityId);
}

/// <summary>An identity that rows are kept for.</summary>
public sealed record KnownIdentity(string TenantId, string IdentityId, IReadOnlyList<string> Evidence);
