using System.Collections.Immutable;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Ingest;

/// <summary>The users that are known to be non-human, or candidates, with the reasons: what Ingest keeps rows for. Immutable.</summary>
public sealed class IdentitySnapshot
{
    private readonly ImmutableDictionary<(string Tenant, string Id), ImmutableSortedSet<string>> _known;

    /// <summary>Whose account a logon name or SID is; several where it is not clear.</summary>
    private readonly ImmutableDictionary<(string Tenant, string Account), ImmutableSortedSet<string>> _accounts;

    public IdentitySnapshot(IEnumerable<KnownIdentity> known)
    {
        var all = known.ToList();
        _known = all.ToImmutableDictionary(Address, entry => Set(entry.Evidence));
        _accounts = all.SelectMany(Accounts).GroupBy(account => account.Key).ToImmutableDictionary(account => account.Key, account => Set(account.Select(entry => entry.Id)));
    }

    private IdentitySnapshot(
        ImmutableDictionary<(string Tenant, string Id), ImmutableSortedSet<string>> known, ImmutableDictionary<(string Tenant, string Account), ImmutableSortedSet<string>> accounts) =>
        (_known, _accounts) = (known, accounts);

    public int Count => _known.Count;

    /// <summary>The snapshot with one identity more, or with more reasons for one.</summary>
    public IdentitySnapshot With(KnownIdentity identity) => new(
        _known.SetItem(Address(identity), (_known.GetValueOrDefault(Address(identity)) ?? Set([])).Union(identity.Evidence)),
        Accounts(identity).Aggregate(_accounts, (accounts, account) => accounts.SetItem(account.Key, (accounts.GetValueOrDefault(account.Key) ?? Set([])).Add(account.Id))));

    /// <summary>The reasons; null for an identity that is not known.</summary>
    public IReadOnlyCollection<string>? Find(SignIn signIn) => Find(signIn.TenantId, signIn.IdentityId);

    /// <inheritdoc cref="Find(SignIn)"/>
    public IReadOnlyCollection<string>? Find(string tenantId, string identityId) => _known.GetValueOrDefault((tenantId, identityId));

    /// <summary>The one known identity that has this SID or, without regard to the domain, this logon name; null when none or several have.</summary>
    public string? FindAccount(string tenantId, string account) => _accounts.GetValueOrDefault((tenantId, account.ToLowerInvariant())) is [var only] ? only : null;

    private static (string Tenant, string Id) Address(KnownIdentity identity) => (identity.TenantId, identity.IdentityId);

    private static IEnumerable<((string, string) Key, string Id)> Accounts(KnownIdentity identity) =>
        from account in (identity.AccountNames ?? []).Append(identity.OnPremisesSid)
        where account is not null
        select ((identity.TenantId, account.ToLowerInvariant()), identity.IdentityId);

    private static ImmutableSortedSet<string> Set(IEnumerable<string> texts) => texts.ToImmutableSortedSet(StringComparer.Ordinal);
}

/// <summary>An identity that rows are kept for.</summary>
public sealed record KnownIdentity(string TenantId, string IdentityId, IReadOnlyList<string> Evidence)
{
    /// <summary>Logon names that it has had: its user principal names up to the @. By them Windows events find it.</summary>
    public IReadOnlyList<string>? AccountNames { get; init; }

    /// <summary>Its SID in Active Directory, where the directory says so.</summary>
    public string? OnPremisesSid { get; init; }

    /// <summary>This and what else is known of it.</summary>
    internal KnownIdentity With(KnownIdentity more) => this with
    {
        Evidence = [.. Evidence.Union(more.Evidence).Order(StringComparer.Ordinal)],
        AccountNames = AccountNames is null && more.AccountNames is null ? null : [.. (AccountNames ?? []).Union(more.AccountNames ?? []).Order(StringComparer.Ordinal)],
        OnPremisesSid = more.OnPremisesSid ?? OnPremisesSid,
    };

    internal bool SaysTheSameAs(KnownIdentity other) =>
        Evidence.Count == other.Evidence.Count && AccountNames?.Count == other.AccountNames?.Count && OnPremisesSid == other.OnPremisesSid;
}
