using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>An identity that a way out names, as a person reads it.</summary>
/// <param name="Kind">Null for a person: people are not what this product is about, and leave no trace.</param>
internal sealed record NamedIdentity(IdentityRef? Shown, SubjectKind Kind);

/// <summary>Tells non-human identities from people, and names them.</summary>
public sealed class IdentityNames(IDirectory directory, ExemptionRepository exemptions, EvidenceRules rules)
{
    internal async Task<NamedIdentity?> FindAsync(string tenantId, string id, CancellationToken ct)
    {
        if (await directory.FindUserAsync(id, ct) is { } user)
        {
            var watched = (await exemptions.FindWatchAsync(new ExemptionAddress(tenantId, id), ct))?.Value is { NonHuman: true };
            var nonHuman = watched || Classification.For(RowEvidence.ForAccount(user.UserPrincipalName, null, rules)).IsNonHuman;
            return new NamedIdentity(nonHuman ? new IdentityRef(id, IdentityKind.ServiceAccount, user.DisplayName) { UserPrincipalName = user.UserPrincipalName } : null, user.Guest ? SubjectKind.Guest : SubjectKind.User);
        }

        return await directory.FindServicePrincipalAsync(id, ct) is { } principal
            ? new NamedIdentity(new IdentityRef(id, principal.ManagedIdentity ? IdentityKind.ManagedIdentity : IdentityKind.ServicePrincipal, principal.DisplayName) { AppId = principal.AppId }, principal.ManagedIdentity ? SubjectKind.ManagedIdentity : SubjectKind.ServicePrincipal)
            : null;
    }
}
