using System.Collections.Immutable;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;

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
        _known = all.Where(entry => entry.Evidence.Count > 0).ToImmutableDictionary(Address, entry => Set(entry.Evidence));
        _accounts = all.SelectMany(Accounts).GroupBy(account => account.Key).ToImmutableDictionary(account => account.Key, account => Set(account.Select(entry => entry.Id)));
    }

    private IdentitySnapshot(
        ImmutableDictionary<(string Tenant, string Id), ImmutableSortedSet<string>> known, ImmutableDictionary<(string Tenant, string Account), ImmutableSortedSet<string>> accounts) =>
        (_known, _accounts) = (known, accounts);

    public int Count => _known.Count;

    /// <summary>The snapshot with one identity more, or with more reasons for one.</summary>
    public IdentitySnapshot With(KnownIdentity identity) => new(
        identity.Evidence.Count == 0 ? _known : _known.SetItem(Address(identity), (_known.GetValueOrDefault(Address(identity)) ?? Set([])).Union(identity.Evidence)),
        Accounts(identity).Aggregate(_accounts, (accounts, account) => accounts.SetItem(account.Key, (accounts.GetValueOrDefault(account.Key) ?? Set([])).Add(account.Id))));

    /// <summary>The reasons; null for an identity that is not known.</summary>
    /// <remarks>A registry may name a user by its user principal name, and any identity without its tenant.</remarks>
    public IReadOnlyCollection<string>? Find(SignIn signIn) => Find(signIn.TenantId, signIn.IdentityId, signIn.UserPrincipalName);

    /// <inheritdoc cref="Find(SignIn)"/>
    public IReadOnlyCollection<string>? Find(string tenantId, string identityId, string? userPrincipalName) =>
        _known.IsEmpty ? null : Find(tenantId, identityId) ?? (userPrincipalName is { } name ? Find(tenantId, name.ToLowerInvariant()) : null);

    /// <summary>The one known identity that has this SID or, without regard to the domain, this logon name; null when none or several have.</summary>
    /// <remarks>An account can be of somebody whom nothing shows to be non-human.</remarks>
    public string? FindAccount(string tenantId, string account) => OnlyOneWith(tenantId, account) ?? OnlyOneWith(IdentityRegistered.AnyTenant, account);

    private string? OnlyOneWith(string tenantId, string account) => _accounts.GetValueOrDefault((tenantId, account.ToLowerInvariant())) is [var only] ? only : null;

    private ImmutableSortedSet<string>? Find(string tenantId, string key) =>
        _known.GetValueOrDefault((tenantId, key)) ?? _known.GetValueOrDefault((IdentityRegistered.AnyTenant, key));

    private static (string Tenant, string Id) Address(KnownIdentity identity) => (identity.TenantId, identity.IdentityId);

    private static IEnumerable<((string, string) Key, string Id)> Accounts(KnownIdentity identity) =>
        from account in (identity.AccountNames ?? []).Append(identity.OnPremisesSid)
        where account is not null
        select ((identity.TenantId, account.ToLowerInvariant()), identity.IdentityId);

    private static ImmutableSortedSet<string> Set(IEnumerable<string> texts) => texts.ToImmutableSortedSet(StringComparer.Ordinal);
}

/// <summary>An identity that rows are kept for.</summary>
/// <param name="IdentityId">Object id, or in lower case the user principal name by which somebody registered it.</param>
/// <param name="Evidence">Empty when all reasons were taken back.</param>
public sealed record KnownIdentity(string TenantId, string IdentityId, IReadOnlyList<string> Evidence)
{
    /// <summary>Who registered it; absent when nobody did.</summary>
    public IReadOnlyList<RegisteredBy>? Registered { get; init; }

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

/// <summary>The latest word of one source.</summary>
/// <param name="Evidence">Empty when the source has taken it back.</param>
public sealed record RegisteredBy(string Source, string Revision, IReadOnlyList<string> Evidence);
