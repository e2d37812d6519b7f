using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Journal;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>Takes refusals of Azure Resource Manager into the journal of their caller, and keeps that identity's findings up to date.</summary>
/// <remarks>Repeatable, in any order and together with sign-ins in any order. Refusals for other reasons than MFA, and those of people, leave no trace.</remarks>
public sealed class DetectResourceDenialsHandler(
    IdentityRepository identities, Outbox outbox, ErrorCodeTable codes, IOptions<DetectionOptions> options, TimeProvider time, ILogger<DetectResourceDenialsHandler> log)
{
    private readonly IdentityIntake _intake = new(identities, outbox, codes, options.Value, time, log);

    /// <summary>Handles identity by identity; one that fails does not stop the others.</summary>
    /// <returns>The refusals that failed; empty when all is done.</returns>
    public async Task<IReadOnlyList<ResourceDenied>> HandleAsync(IReadOnlyList<ResourceDenied> events, CancellationToken ct)
    {
        var failed = new List<ResourceDenied>();
        foreach (var group in events.Where(FailureEvent.IsForMfa).GroupBy(denied => new IdentityAddress(denied.TenantId, denied.IdentityId)))
        {
            try
            {
                await HandleAsync(group.Key, [.. group], ct);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                log.IdentityFailed(failure, group.Key.IdentityId);
                failed.AddRange(group);
            }
        }

        return failed;
    }

    /// <summary>Handles a refusal that failed in its batch; what fails again is thrown, so that it is delivered again.</summary>
    public async Task<Outcome> HandleOneAsync(ResourceDenied denied, CancellationToken ct)
    {
        if (FailureEvent.IsForMfa(denied))
        {
            await HandleAsync(new IdentityAddress(denied.TenantId, denied.IdentityId), [denied], ct);
        }

        return Outcome.Done;
    }

    private Task HandleAsync(IdentityAddress address, IReadOnlyList<ResourceDenied> events, CancellationToken ct) => _intake.AddAsync(address, Arrivals.Of(events), ct);
}
