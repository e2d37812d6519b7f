using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>Takes what registry and directory say of an identity: owner, kind and criticality show in its findings, which are announced again.</summary>
/// <remarks>Repeatable, in any order, before the identity's first row or after it.</remarks>
public sealed class KnowIdentityHandler(
    FactsRepository facts, IdentityRepository identities, Outbox outbox, ErrorCodeTable codes, IOptions<DetectionOptions> options, TimeProvider time, ILogger<KnowIdentityHandler> log)
{
    private readonly FactsRefresh _refresh = new(identities, outbox, codes, options.Value, time);

    public async Task<Outcome.Final> HandleAsync(IdentityRegistered message, CancellationToken ct)
    {
        if (message.Facts is { Id: null, UserPrincipalName: null, AppId: null })
        {
            return Outcome.Reject("identity-without-name");
        }

        await facts.SaveAsync(message, ct);
        foreach (var address in await facts.AddressesOfAsync(message, ct))
        {
            await _refresh.ApplyAsync(address, ct);
        }

        log.FactsLearned(message.Source, message.Facts.Id ?? "named by its user principal name");
        return Outcome.Done;
    }
}
