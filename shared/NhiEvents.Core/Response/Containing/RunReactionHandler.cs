using System.Diagnostics;
using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Containing;

/// <summary>Does what a reaction asks for, or undoes it: claim, act, settle.</summary>
/// <remarks>Repeatable: every write is absolute. Brakes and protection are asked at the last step before it; what they hold stays visible and comes back.</remarks>
public sealed class RunReactionHandler(
    ReactionRepository reactions, ContainmentGuard guard, ReactionBrakes brakes, ReactionActs acts, TimeProvider time, ILogger<RunReactionHandler> log)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan AfterCrash = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    public async Task<Outcome.Final> HandleAsync(RunReaction run, CancellationToken ct)
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
            if (!undo && await WhyNotAsync(found.Value, known, ct) is { } whyNot)
            {
                await TurnAsync(found, found.Value with { State = ReactionState.Refused, Text = whyNot }, null, LedgerPhase.Decision, ct);
                return Outcome.Done;
            }

            if (await brakes.WhyNotAsync(found.Value, ct) is { } held)
            {
                if (held != found.Value.Text)
                {
                    log.Held(run.ReactionId, run.IdentityId, held);
                }

                await TurnAsync(found, found.Value with { Text = held }, time.GetUtcNow() + Again, LedgerPhase.Decision, ct);
                return Outcome.Done;
            }

            var claimed = await ClaimAsync(run, found, undo, ct);
            var acted = await acts.DoAsync(claimed.Value, ct);
            var next = acted.Refused ? ReactionState.Refused : undo ? ReactionState.Undone : ReactionState.Done;
            await TurnAsync(claimed, claimed.Value with { State = next, Text = acted.Text, Changed = claimed.Value.Changed || acted.Changed, Failures = 0 }, null, LedgerPhase.Result, ct, acted.Also);
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

    /// <summary>What writes to the identity asks all; what only asks or tells others asks whether it may be touched at all.</summary>
    private async Task<string?> WhyNotAsync(Reaction reaction, IdentityRow known, CancellationToken ct) =>
        reaction.Kind is ReactionKind.EnableIdentity or ReactionKind.GrantException && known.IsSuspected ? "Somebody else seems to use it: nothing is opened until that is over."
        : reaction.Kind is ReactionKind.GrantException or ReactionKind.CallWebhook
        ? guard.WhyProtected(reaction.Identity, known)
        : await guard.WhyNotAsync(reaction, known, ct);

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

    private async Task TurnAsync(Versioned<Reaction> found, Reaction next, DateTimeOffset? runAt, LedgerPhase phase, CancellationToken ct, Action<StateChanges>? also = null)
    {
        // Held again for the same reason is no news.
        await reactions.SaveAsync(found, next, runAt, phase, tell: next.State != found.Value.State || next.Text != found.Value.Text, ct, also);
        log.Turned(next.Id, next.Identity.Id, next.State);
    }
}
