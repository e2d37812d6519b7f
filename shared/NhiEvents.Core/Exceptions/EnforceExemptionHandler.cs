using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Brakes;
using NhiEvents.Core.Exceptions.Lifecycle;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Exceptions.Writing;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions;

/// <summary>Does what is due for one exception: start, notices, end, next attempt, conclusion of the proof.</summary>
/// <remarks>Repeatable. A write is claimed, made, read back and settled, in this order; a crash between leaves a claim that the next look finishes.</remarks>
public sealed class EnforceExemptionHandler(
    ExemptionRepository exemptions, ExemptionWrite write, ExclusionWriter exclusions, ProtectedIdentities protections, BrakeRepository brakes, LapseBook lapses, IMessageBus bus, IOptions<ExemptionOptions> options, TimeProvider time, ILogger<EnforceExemptionHandler> log)
{
    /// <summary>A message that comes this much before its time comes from a clock that is a little ahead.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>An end that throttling has put off for so long needs a person.</summary>
    private static readonly TimeSpan LateEnough = TimeSpan.FromMinutes(15);

    /// <summary>The policy writer says when it is done; when it has not for so long, it is asked again.</summary>
    private static readonly TimeSpan WriterAnswers = TimeSpan.FromMinutes(10);

    private readonly ExemptionRules _rules = options.Value.ToRules();

    /// <summary>For deadlines: decides what the clock decides. What needs Entra is handed to the queue of the writes, so that it holds up no other end.</summary>
    public async Task<Outcome.Final> DecideAsync(EnforceExemption message, CancellationToken ct)
    {
        if (await exemptions.FindAsync(new ExemptionAddress(message.TenantId, message.IdentityId), message.ExemptionId, ct) is { } found && ExemptionWrite.QueueOf(found.Value.Exemption) is Queues.ExceptionsWrites)
        {
            await bus.SendAsync(Queues.ExceptionsWrites, [ExemptionMessages.Of(message)], ct);
            return Outcome.Done;
        }

        return await HandleAsync(message, ct);
    }

    /// <summary>Does whatever is due.</summary>
    public async Task<Outcome.Final> HandleAsync(EnforceExemption message, CancellationToken ct)
    {
        var address = new ExemptionAddress(message.TenantId, message.IdentityId);
        while (await Race.RunAsync(() => TryStepAsync(address, message, ct)))
        {
            // A step may make the next one due.
        }

        return Outcome.Done;
    }

    /// <summary>What Entra refuses or does not answer is a failed attempt: on the record, with a pause that grows, and never given up.</summary>
    private async Task<bool> TryStepAsync(ExemptionAddress address, EnforceExemption message, CancellationToken ct)
    {
        try
        {
            return await StepAsync(address, message, ct);
        }
        catch (EntraException failure) when (!ct.IsCancellationRequested)
        {
            if (await exemptions.FindAsync(address, message.ExemptionId, ct) is { } found)
            {
                var now = time.GetUtcNow();
                log.WriteFailed(failure, message.ExemptionId, (found.Value.Exemption.Trouble?.Failures ?? 0) + 1, failure.Fault);
                var step = new Step(address, found, now, ct);
                var late = found.Value.Exemption.End < now - LateEnough;
                if (failure.Fault is EntraFault.Throttled && !late)
                {
                    // No failure and no news: every time gets one request further.
                    await SaveAsync(step, ExemptionLife.Delayed(step.Exemption, now + (failure.RetryAfter ?? DirectoryTrouble.WhenThrottled), now), null, LedgerPhase.Decision, null);
                }
                else
                {
                    await FailAsync(step, $"Entra did not do it ({failure.Fault}).", failure.Fault is EntraFault.Transient or EntraFault.Throttled);
                }
            }

            return false;
        }
    }

    /// <returns>Whether something may be due still.</returns>
    private async Task<bool> StepAsync(ExemptionAddress address, EnforceExemption message, CancellationToken ct)
    {
        if (await exemptions.FindAsync(address, message.ExemptionId, ct) is not { } found)
        {
            return false;
        }

        var now = time.GetUtcNow() is var clock && message.DueAt > clock && message.DueAt - clock < ClockSkew ? message.DueAt : clock;
        var exemption = found.Value.Exemption;
        var step = new Step(address, found, now, ct);
        var awaited = message.Awaited && exemption.Trouble is { Failures: 0 } ? exemption with { Trouble = null } : exemption;
        switch (ExemptionDecision.For(awaited, now, _rules.NoticeDays))
        {
            case ExemptionDecision.Keep or ExemptionDecision.Wait:
                return false;
            case ExemptionDecision.Plan:
                return await PlanAsync(step);
            case ExemptionDecision.Activate:
                return await ActivateAsync(step);
            case ExemptionDecision.Remove remove:
                return await RemoveAsync(step, remove.Cause);
            case ExemptionDecision.Notify notify:
                var notice = exemption.End is { } end
                    ? $"Ends in {notify.Days} day(s), at {end:u}. {await exclusions.DescribeImpactAsync(exemption, ct)}"
                    : $"Two persons have to look at it again within {notify.Days} day(s), by {exemption.ReviewBy:u}.";
                await SaveAsync(step, ExemptionLife.Notice(exemption, notify.Days, now), "exception-notice", LedgerPhase.Decision, notice, needsPerson: true);
                return true;
            case ExemptionDecision.Lapse:
                await SaveAsync(step, ExemptionLife.Lapse(exemption, _rules, now), "exception-lapsed", LedgerPhase.Decision, "Its end has come; there was nothing to remove.");
                return true;
            case ExemptionDecision.Conclude when await EndProof.AwaitedUntilAsync(lapses, exemption, _rules, now, ct) is { } later:
                await SaveAsync(step, ExemptionLife.AwaitLog(exemption, later, now), "exception-proof-waits", LedgerPhase.Decision, $"A sign-in log has a gap since its removal: its end is not proven before {later:u}.");
                return false;
            case ExemptionDecision.Conclude:
                await SaveAsync(step, ExemptionLife.Conclude(exemption, now), "exception-concluded", LedgerPhase.Decision, "No token from before its end can work any more, by the documented limits.");
                return false;
            case ExemptionDecision.ReviewMissed:
                var again = now.AddDays(1);
                await SaveAsync(
                    step, ExemptionLife.Troubled(exemption, "its review is overdue", failed: false, again, paged: true, now) with { Outlived = true }, "exception-review-missed", LedgerPhase.Decision,
                    $"Two persons had to look at it again by {exemption.ReviewBy:u}.", needsPerson: true);
                return false;
            default:
                throw new UnreachableException();
        }
    }

    private async Task<bool> PlanAsync(Step step)
    {
        if (step.Exemption.Guarded && await exclusions.ReadGuardAsync(step.Exemption, step.Ct) is { } missing)
        {
            await HoldAsync(step, $"The exclusion is not made: {missing}", step.Now + TimeSpan.FromMinutes(15), page: true);
            return false;
        }

        await SaveAsync(step, ExemptionLife.Plan(step.Exemption, step.Now), "exception-scheduled", LedgerPhase.Decision, null);
        return true;
    }

    private async Task<bool> ActivateAsync(Step step)
    {
        if (step.Exemption.Mechanism is ExclusionMechanism.RecordOnly)
        {
            var settled = ExemptionLife.SettleActive(ExemptionLife.ClaimActivation(step.Exemption, step.Now), step.Now);
            await SaveAsync(step, settled, "exception-recorded", LedgerPhase.Decision, "On the record; nothing is written.");
            return true;
        }

        // The guard may have changed since the exception was scheduled.
        if (step.Exemption.Guarded && await exclusions.ReadGuardAsync(step.Exemption, step.Ct) is { } missing)
        {
            await HoldAsync(step, $"The exclusion is not made: {missing}", step.Now + TimeSpan.FromMinutes(15), page: true);
            return false;
        }

        if (step.Exemption.State is ExemptionState.Scheduled)
        {
            if (await HeldAsync(step, cause: null))
            {
                return false;
            }

            await SaveAsync(step, ExemptionLife.ClaimActivation(step.Exemption, step.Now), "exclusion-add", LedgerPhase.Intent, null);
            return true;
        }

        if (await HeldAsync(step, cause: null) || !await WriteAsync(step, excluded: true))
        {
            return false;
        }

        await SaveAsync(step, ExemptionLife.SettleActive(step.Exemption, step.Now), "exclusion-add", LedgerPhase.Result, "The exclusion was read back.");
        return true;
    }

    private async Task<bool> RemoveAsync(Step step, EndCause cause)
    {
        if (step.Exemption.State is not ExemptionState.Expiring)
        {
            await SaveAsync(step, ExemptionLife.ClaimRemoval(step.Exemption, cause, null, step.Now), "exclusion-remove", LedgerPhase.Intent, null);
            return false; // Its message is on the queue of the writes: the next end is decided before this exclusion is taken away.
        }

        if (await HeldAsync(step, cause) || !await WriteAsync(step, excluded: false))
        {
            return false;
        }

        var settled = ExemptionLife.SettleRemoved(step.Exemption, _rules, step.Now) with { Outlived = false };
        var text = settled.UnprovenUntil is { } until ? $"The exclusion was read back as gone. Tokens from before may work until {until:u}." : "The exclusion was read back as gone.";
        await SaveAsync(step, settled, "exclusion-remove", LedgerPhase.Result, text);
        return true;
    }

    /// <summary>The last step before a write: protected identities, brakes, freezes and limits, all read now.</summary>
    private async Task<bool> HeldAsync(Step step, EndCause? cause)
    {
        var exemption = step.Exemption;
        var why = await protections.WhyAsync(exemption.Identity.Id, exemption.Identity.Kind, step.Ct);
        var state = await brakes.ReadAsync(exemption.TenantId, step.Ct);
        var hold = Decide(underLimit: true);
        if (hold is HoldDecision.Go && cause is not null)
        {
            // A place is taken only when nothing else holds the write.
            foreach (var policy in exemption.Policies)
            {
                hold = hold is HoldDecision.Go ? Decide(await brakes.TakeAsync(exemption.TenantId, policy, exemption.Id, options.Value.RemovalsPerHour, step.Now, step.Ct)) : hold;
            }
        }

        if (hold is not HoldDecision.Hold held)
        {
            return false;
        }

        await HoldAsync(step, held.Text, held.Until, held.Page);
        return true;

        HoldDecision Decide(bool underLimit) => HoldDecision.For(exemption, cause, state, why, _rules.Calendar, underLimit, step.Now);
    }

    private async Task HoldAsync(Step step, string text, DateTimeOffset until, bool page)
    {
        var exemption = step.Exemption;
        var news = exemption.Trouble?.Text != text;
        var next = ExemptionLife.Troubled(exemption, text, failed: false, until, page, step.Now) with { Outlived = exemption.Outlived || (page && IsOverdue(exemption, step.Now)) || IsOverdueFor(exemption, step.Now, LateEnough) };
        log.Held(exemption.Id, text);
        if (page && news)
        {
            log.Overdue(exemption.Id, exemption.End, text);
        }

        await SaveAsync(step, next, news ? "exclusion-held" : null, LedgerPhase.Decision, text, needsPerson: page);
    }

    /// <returns>False when it was not read back as it should be; the attempt is on the record and comes again.</returns>
    private async Task<bool> WriteAsync(Step step, bool excluded)
    {
        switch (await exclusions.WriteAsync(step.Exemption, excluded, step.Ct))
        {
            case WriteResult.Confirmed:
                return true;
            case WriteResult.Waits waits:
                await HoldAsync(step, waits.Why, step.Now + WriterAnswers, waits.NeedsPerson);
                return false;
            case WriteResult.Unconfirmed unconfirmed:
                await FailAsync(step, unconfirmed.Read, passing: false);
                return false;
            default:
                throw new UnreachableException();
        }
    }

    private async Task FailAsync(Step step, string text, bool passing)
    {
        var failures = (step.Exemption.Trouble?.Failures ?? 0) + 1;
        var page = ExemptionRules.NeedsPersonAfter(failures, passing);
        var next = ExemptionLife.Troubled(step.Exemption, text, failed: true, step.Now + ExemptionRules.PauseAfter(failures, passing), page, step.Now);
        var first = page && step.Exemption.Trouble is not { Paged: true };
        if (first)
        {
            log.Overdue(step.Exemption.Id, step.Exemption.End, text);
        }

        // What passes by itself is tried again within minutes; a person hears of it once.
        next = next with { Outlived = next.Outlived || (page && IsOverdue(next, step.Now)) };
        await SaveAsync(step, next, passing && !first ? null : "exclusion-failed", LedgerPhase.Result, $"{text} Attempt {failures.ToString(CultureInfo.InvariantCulture)}; next at {next.Trouble!.NextAt:u}.", needsPerson: page);
    }

    private static bool IsOverdue(Exemption exemption, DateTimeOffset now) => IsOverdueFor(exemption, now, TimeSpan.Zero);

    private static bool IsOverdueFor(Exemption exemption, DateTimeOffset now, TimeSpan time) => exemption.State is ExemptionState.Expiring && exemption.End <= now - time;

    private async Task SaveAsync(Step step, Exemption next, string? action, LedgerPhase phase, string? text, bool needsPerson = false)
    {
        await write.SaveAsync(step.Address, step.Found, next, action, phase, null, _rules.NoticeDays, step.Ct, text, needsPerson);
        if (next.State != step.Exemption.State)
        {
            log.Turned(next.Id, next.Identity.Id, next.State);
        }
    }

    /// <summary>One look at one exception.</summary>
    private sealed record Step(ExemptionAddress Address, Versioned<ExemptionRow> Found, DateTimeOffset Now, CancellationToken Ct)
    {
        public Exemption Exemption => Found.Value.Exemption;
    }
}
