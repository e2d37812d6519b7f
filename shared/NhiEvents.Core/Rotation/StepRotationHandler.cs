using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Lifecycle;
using NhiEvents.Core.Rotation.Records;
using NhiEvents.Core.Rotation.Steps;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation;

/// <summary>Does what is due for one rotation, step by step, until the next one is not due yet.</summary>
/// <remarks>Repeatable. A write is claimed, made and settled, in this order; a crash between leaves a claim that the next look finishes.</remarks>
public sealed class StepRotationHandler(
    RotationRepository rotations, RotationWrite write, ReplaceSteps replace, RetireSteps retire, IOptions<RotationOptions> options, TimeProvider time, ILogger<StepRotationHandler> log)
{
    /// <summary>A message that comes this much before its time comes from a clock that is a little ahead.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan WhenThrottled = TimeSpan.FromSeconds(30);

    private readonly RotationRules _rules = options.Value.ToRules();

    public async Task<Outcome.Final> HandleAsync(StepRotation message, CancellationToken ct)
    {
        var address = new RotationAddress(message.TenantId, message.IdentityId);
        while (await Race.RunAsync(() => TryStepAsync(address, message, ct)))
        {
            // A step may make the next one due.
        }

        return Outcome.Done;
    }

    /// <returns>Whether something may be due still.</returns>
    private async Task<bool> TryStepAsync(RotationAddress address, StepRotation message, CancellationToken ct)
    {
        if (await rotations.FindAsync(address, message.RotationId, ct) is not { } found)
        {
            return false;
        }

        var now = time.GetUtcNow() is var clock && message.DueAt > clock && message.DueAt - clock < ClockSkew ? message.DueAt : clock;
        var rotation = found.Value.Rotation;
        Stepped? stepped;
        try
        {
            stepped = await StepAsync(address, rotation, now, ct);
        }
        catch (EntraException failure) when (!ct.IsCancellationRequested)
        {
            stepped = Explain(rotation, $"Entra: {failure.Fault}. {failure.Message}", failure.Fault is EntraFault.Throttled, failure.Fault is not (EntraFault.Throttled or EntraFault.Transient), failure.RetryAfter, now);
        }
        catch (VaultException failure) when (!ct.IsCancellationRequested)
        {
            stepped = Explain(rotation, $"Vault: {failure.Fault}. {failure.Message}", failure.Fault is VaultFault.Throttled, failure.Fault is VaultFault.Forbidden or VaultFault.Invalid, failure.RetryAfter, now);
        }

        if (stepped is null)
        {
            return false;
        }

        await write.SaveAsync(address, found, stepped.Next, stepped.Note, ct);
        Tell(rotation, stepped);
        return true;
    }

    /// <returns>Null: nothing is due.</returns>
    private async Task<Stepped?> StepAsync(RotationAddress address, CredentialRotation rotation, DateTimeOffset now, CancellationToken ct) => RotationDecision.For(rotation, now, _rules.Calendar.For(rotation.Terms)) switch
    {
        RotationDecision.Keep or RotationDecision.Wait => null,
        RotationDecision.Postpone postpone => Stepped.Kept(rotation, "The calendar lets no rotation begin now.", postpone.Until, now),
        RotationDecision.Begin => await replace.BeginAsync(address, rotation, now, ct),
        RotationDecision.Create => await replace.CreateAsync(rotation, now, ct),
        RotationDecision.Test => await replace.TestAsync(rotation, now, ct),
        RotationDecision.Store => await replace.StoreAsync(rotation, now, ct),
        RotationDecision.Watch => await retire.WatchAsync(rotation, now, ct),
        RotationDecision.Retire => await retire.RetireAsync(rotation, now, ct),
        _ => throw new UnreachableException(),
    };

    /// <summary>What is refused or not answered is on the record: again after a pause, or held for a person where no repetition can help.</summary>
    private Stepped Explain(CredentialRotation rotation, string text, bool throttled, bool hopeless, TimeSpan? retryAfter, DateTimeOffset now)
    {
        log.StepFailed(rotation.Id, (rotation.Trouble?.Failures ?? 0) + 1, text);
        return throttled ? Stepped.Quiet(RotationLife.Troubled(rotation, "Too many requests.", failed: false, now + (retryAfter ?? WhenThrottled), now))
            : hopeless ? Stepped.Held(rotation, text, now)
            : ReplaceSteps.Failed(rotation, text, now);
    }

    private void Tell(CredentialRotation before, Stepped stepped)
    {
        if (stepped.Next.State != before.State)
        {
            log.Turned(stepped.Next.Id, stepped.Next.Application.Id, stepped.Next.State);
        }

        if (stepped.Note is { NeedsPerson: true, Text: { } text })
        {
            log.NeedsPerson(stepped.Next.Id, stepped.Next.Application.Id, text);
        }
    }
}
