using System.Diagnostics;
using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Containing;

/// <summary>Contains an identity, or undoes that: claim, act, settle.</summary>
/// <remarks>Repeatable: every write is absolute. Brakes and protection are asked at the last step before it; what they hold stays visible and comes back.</remarks>
public sealed class RunReactionHandler(
    ReactionRepository reactions, ContainmentGuard guard, ReactionBrakes brakes, IContainment containment, TimeProvider time, ILogger<RunReactionHandler> log)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan AfterCrash = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    public async Task<Outcome> HandleAsync(RunReaction run, CancellationToken ct)
    {
        if (await reactions.FindAsync(run.TenantId, run.IdentityId, run.ReactionId, ct) is not { } found
            || found.Value.DueAt > time.GetUtcNow()
            || found.Value.State is not (ReactionState.Waiting or ReactionState.Acting or ReactionState.Undoing))
        {
            return Outcome.Done; // a later message comes for what is not due yet
        }

        var undo = found.Value.State is ReactionState.Undoing;
        try
        {
            var known = await reactions.FactsOfAsync(run.TenantId, run.IdentityId, ct);
            if (!undo && await guard.WhyNotAsync(found.Value.Identity, known, ct) is { } whyNot)
            {
                await TurnAsync(found, found.Value with { State = ReactionState.Refused, Text = whyNot }, null, LedgerPhase.Decision, ct);
                return Outcome.Done;
            }

            if (await brakes.WhyNotAsync(run.TenantId, run.ReactionId, ct) is { } held)
            {
                log.Held(run.ReactionId, run.IdentityId, held);
                await TurnAsync(found, found.Value with { Text = held }, time.GetUtcNow() + Again, LedgerPhase.Decision, ct);
                return Outcome.Done;
            }

            var claimed = await ClaimAsync(run, found, undo, ct);
            var changed = await ActAsync(claimed.Value, ct);
            await TurnAsync(claimed, claimed.Value with { State = undo ? ReactionState.Undone : ReactionState.Done, Text = changed || undo ? "" : "It was so already.", Changed = claimed.Value.Changed || changed, Failures = 0 }, null, LedgerPhase.Result, ct);
        }
        catch (EntraException trouble)
        {
            await FailedAsync(run, trouble, ct);
        }

        return Outcome.Done;
    }

    private async Task<Versioned<Reaction>> ClaimAsync(RunReaction run, Versioned<Reaction> found, bool undo, CancellationToken ct)
    {
        await reactions.SaveAsync(found, found.Value with { State = undo ? ReactionState.Undoing : ReactionState.Acting }, time.GetUtcNow() + AfterCrash, LedgerPhase.Intent, tell: false, ct);
        return (await reactions.FindAsync(run.TenantId, run.IdentityId, run.ReactionId, ct))!;
    }

    private async Task<bool> ActAsync(Reaction reaction, CancellationToken ct)
    {
        switch (reaction.Kind)
        {
            case ReactionKind.DisableIdentity:
                var enabled = reaction.State is ReactionState.Undoing;
                return ContainmentGuard.IsServicePrincipal(reaction.Identity.Kind)
                    ? await containment.SetServicePrincipalEnabledAsync(reaction.Identity.Id, enabled, ct)
                    : await containment.SetUserEnabledAsync(reaction.Identity.Id, enabled, ct);
            case ReactionKind.RevokeSessions:
                await containment.RevokeSessionsAsync(reaction.Identity.Id, ct);
                return true;
            default:
                throw new UnreachableException($"{reaction.Kind} is no write in Entra");
        }
    }

    /// <summary>What can never work is refused and told; the rest comes back after a pause.</summary>
    private async Task FailedAsync(RunReaction run, EntraException trouble, CancellationToken ct)
    {
        var found = await reactions.FindAsync(run.TenantId, run.IdentityId, run.ReactionId, ct) ?? throw new UnreachableException("a reaction does not go away");
        var failures = found.Value.Failures + 1;
        log.WriteFailed(trouble, run.ReactionId, failures, trouble.Fault);
        if (trouble.Fault is EntraFault.Throttled or EntraFault.Transient or EntraFault.Conflict)
        {
            if (trouble.Fault is not EntraFault.Throttled)
            {
                await brakes.FailedAsync(run.TenantId, ct);
            }

            var pause = trouble.RetryAfter ?? TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, Pause.Ticks << Math.Min(failures - 1, 10)));
            await reactions.SaveAsync(found, found.Value with { Failures = failures, Text = trouble.Message }, time.GetUtcNow() + pause, LedgerPhase.Result, tell: false, ct);
        }
        else
        {
            await TurnAsync(found, found.Value with { State = ReactionState.Refused, Failures = failures, Text = trouble.Message }, null, LedgerPhase.Result, ct);
        }
    }

    private async Task TurnAsync(Versioned<Reaction> found, Reaction next, DateTimeOffset? runAt, LedgerPhase phase, CancellationToken ct)
    {
        // Held again for the same reason is no news.
        await reactions.SaveAsync(found, next, runAt, phase, tell: next.State != found.Value.State || next.Text != found.Value.Text, ct);
        log.Turned(next.Id, next.Identity.Id, next.State);
    }
}
