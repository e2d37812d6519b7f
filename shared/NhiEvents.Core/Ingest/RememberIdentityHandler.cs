using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Ingest;

/// <summary>Detection took an identity for a non-human one: from now on its rows are kept.</summary>
public sealed class RememberIdentityHandler(KnownIdentityRepository known, SnapshotLoader snapshots, ILogger<RememberIdentityHandler> log)
{
    public async Task<Outcome.Final> HandleAsync(IdentityClassified message, CancellationToken ct)
    {
        var identity = new KnownIdentity(message.TenantId, message.IdentityId, message.Evidence)
        {
            AccountNames = message.UserPrincipalName is { } name ? [RowEvidence.AccountName(name)] : null,
        };
        var isNew = await known.RememberAsync(identity, ct);
        snapshots.Learn(identity);
        if (isNew)
        {
            log.IdentityRemembered(message.IdentityId);
        }

        return Outcome.Done;
    }
}
