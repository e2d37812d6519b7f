using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>Takes sign-ins into the journal of their identity and keeps that identity's findings up to date.</summary>
/// <remarks>Repeatable, in any order, in any batches. Sign-ins of an identity that nothing shows to be a non-human one leave no trace.</remarks>
public sealed class DetectSignInsHandler(
    IdentityRepository identities, Outbox outbox, ErrorCodeTable codes, IOptions<DetectionOptions> options, TimeProvider time, ILogger<DetectSignInsHandler> log)
{
    private readonly IdentityIntake _intake = new(identities, outbox, codes, options.Value, time, log);

    /// <summary>Handles identity by identity; one that fails does not stop the others.</summary>
    /// <returns>The sign-ins that failed, with the reason; empty when all is done.</returns>
    public async Task<IReadOnlyList<FailedSignIns>> HandleAsync(IReadOnlyList<SignIn> events, CancellationToken ct)
    {
        Telemetry.Handling(events, time.GetUtcNow());
        var failed = new List<FailedSignIns>();
        foreach (var group in events.GroupBy(signIn => new IdentityAddress(signIn.TenantId, signIn.IdentityId)))
        {
            try
            {
                await HandleAsync(group.Key, [.. group], ct);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                log.IdentityFailed(failure, group.Key.IdentityId);
                failed.Add(new FailedSignIns([.. group], failure));
            }
        }

        return failed;
    }

    /// <summary>Handles a sign-in that failed in its batch; what fails again is thrown, so that it is delivered again.</summary>
    public async Task<Outcome> HandleOneAsync(SignIn signIn, CancellationToken ct)
    {
        await HandleAsync(new IdentityAddress(signIn.TenantId, signIn.IdentityId), [signIn], ct);
        return Outcome.Done;
    }

    private Task HandleAsync(IdentityAddress address, IReadOnlyList<SignIn> events, CancellationToken ct) => _intake.AddAsync(address, Arrivals.Of(events), ct);
}
