using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Ingest;

/// <summary>The registry or the directory says that an identity is no person: from now on its rows are kept. Or it no longer says so.</summary>
/// <remarks>Repeatable, in any order. What is taken back shows when the snapshot is read again.</remarks>
public sealed class RememberRegisteredHandler(KnownIdentityRepository known, SnapshotLoader snapshots, ILogger<RememberRegisteredHandler> log)
{
    public async Task<Outcome.Final> HandleAsync(IdentityRegistered message, CancellationToken ct)
    {
        // A removal that overtakes its registration needs its word kept too, whatever evidence that had.
        foreach (var key in new[] { message.Facts.Id, message.Facts.UserPrincipalName?.ToLowerInvariant() }.OfType<string>())
        {
            if (!message.Removed && message.Facts is { Evidence.Count: 0, OnPremisesSid: null })
            {
                continue;
            }

            var word = new RegisteredBy(message.Source, message.Revision, message.Removed ? [] : message.Facts.Evidence);
            if (await known.RegisterAsync(message.TenantId, key, word, key == message.Facts.Id ? message.Facts.OnPremisesSid : null, ct) is { } identity)
            {
                snapshots.Learn(identity);
                log.IdentityRemembered(message.Facts.Id ?? "named by its user principal name");
            }
        }

        return Outcome.Done;
    }
}
