using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Journal;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>A deadline has come: decides the hours again of which it was too early to tell, and tells what waited.</summary>
/// <remarks>Repeatable; the deadline's row goes with the last of the work.</remarks>
public sealed class LookAgainHandler(
    IdentityRepository identities, Outbox outbox, ErrorCodeTable codes, IOptions<DetectionOptions> options, TimeProvider time, ILogger<LookAgainHandler> log)
{
    public async Task<Outcome.Final> HandleAsync(LookAgain message, CancellationToken ct)
    {
        var address = new IdentityAddress(message.TenantId, message.IdentityId);
        while (!await Race.RunAsync(() => StepAsync(address, message, ct)))
        {
            // More findings than one transaction holds.
        }

        log.LookedAgain(message.IdentityId);
        return Outcome.Done;
    }

    private async Task<bool> StepAsync(IdentityAddress address, LookAgain message, CancellationToken ct)
    {
        // A deadline that was delivered has come, whatever this machine's clock says.
        var now = time.GetUtcNow() is var clock && clock > message.DueAt ? clock : message.DueAt;
        var step = new IdentityStep(identities, codes, options.Value, address, now);
        if (await identities.FindAsync(address, ct) is { } found)
        {
            // The hour that ends: whoever shows the identity is told all of it with the finding.
            await step.StageAsync(found, Arrivals.None, [HourRow.HourOf(message.DueAt.AddTicks(-1))], ct);
        }

        if (step.IsComplete && await identities.FindDueAsync(address, message.DueAt, ct) is { } due)
        {
            step.Changes.ClearDue(due);
        }

        await outbox.CommitAsync(step.Changes, ct);
        log.FindingsTurned(step.Turned);
        return step.IsComplete;
    }
}
