using NhiEvents.Contracts.Events;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Ingest;

/// <summary>What Ingest knows of a user that a row of another log than the sign-ins names.</summary>
/// <param name="snapshot">Null when none could be loaded.</param>
internal sealed class WhoIs(EvidenceRules rules, IdentitySnapshot? snapshot)
{
    /// <summary>Why the user is taken for a non-human one; empty for a person, as far as anything shows.</summary>
    public IReadOnlyList<string> Evidence(string tenantId, string? id, string? userPrincipalName, string? appId = null)
    {
        var evidence = new SortedSet<string>(RowEvidence.ForAccount(userPrincipalName, appId, rules), StringComparer.Ordinal);
        if (id is not null && rules.IsRegistered(id))
        {
            evidence.Add(EvidenceKinds.Registered);
        }

        if (id is not null && snapshot?.Find(tenantId, id, userPrincipalName) is { } known)
        {
            evidence.Add(EvidenceKinds.Known);
            evidence.UnionWith(known.Where(reason => reason == EvidenceKinds.Unattended));
        }

        return [.. evidence];
    }

    /// <summary>The lockout as one of the identity whose account it is, with the reasons; null for a person's.</summary>
    /// <remarks>The SID decides; without one the logon name, when exactly one known identity bears it. An account of nobody known stands for itself, by its SID or name.</remarks>
    public AccountLockedOut? Account(AccountLockedOut lockout)
    {
        var identity = (lockout.AccountSid is { } sid ? snapshot?.FindAccount(lockout.TenantId, sid) : null)
            ?? snapshot?.FindAccount(lockout.TenantId, lockout.AccountName)
            ?? lockout.IdentityId;
        var evidence = new SortedSet<string>(Evidence(lockout.TenantId, identity, lockout.AccountName), StringComparer.Ordinal);
        if (rules.IsRegistered(lockout.IdentityId))
        {
            evidence.Add(EvidenceKinds.Registered);
        }

        return snapshot is null || Classification.For(evidence).IsNonHuman ? lockout with { IdentityId = identity, Evidence = [.. evidence] } : null;
    }
}
