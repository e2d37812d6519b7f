using Microsoft.Extensions.Options;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Brakes;
using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Core.Rotation.Lifecycle;

namespace NhiEvents.Core.Rotation.Steps;

/// <summary>What becomes of the old credential: evidence, its own end, or its removal.</summary>
public sealed class RetireSteps(IEnumerable<IRotationTarget> targets, RotationVault vault, UseRepository uses, RotationBrakes brakes, WriteGate gate, IOptions<RotationOptions> options)
{
    private readonly RotationRules _rules = options.Value.ToRules();

    internal async Task<Stepped> WatchAsync(CredentialRotation rotation, DateTimeOffset now, CancellationToken ct) => await DecideAsync(rotation, now, ct) switch
    {
        WatchDecision.Finish finish => await FinishAsync(rotation, finish.Text, now, ct),
        WatchDecision.Retire when _rules.Calendar.For(rotation.Terms).WaitUntil(now) is { } until => Stepped.Kept(rotation, "The calendar allows no removal now.", until, now),
        WatchDecision.Retire retire => Stepped.Claimed(RotationLife.ClaimRetirement(rotation, retire.Text, now), "credential-remove"),
        WatchDecision.Ask ask => Stepped.Decided(RotationLife.Ask(rotation, ask.Question, ask.Text, ask.LookAgainAt, now), "rotation-asks", ask.Text, needsPerson: true),
        WatchDecision.Wait wait => Stepped.Quiet(RotationLife.WatchUntil(rotation, wait.Until)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    internal async Task<Stepped> RetireAsync(CredentialRotation rotation, DateTimeOffset now, CancellationToken ct)
    {
        if (await gate.CheckAsync(rotation, now, ct) is { } kept)
        {
            return kept;
        }

        // The evidence may be another than when it was claimed: sign-ins come late.
        switch (await DecideAsync(rotation, now, ct))
        {
            case WatchDecision.Finish finish:
                return await FinishAsync(rotation, finish.Text, now, ct);
            case not WatchDecision.Retire:
                return Stepped.Decided(RotationLife.LeaveRetirement(rotation, "the old credential is in use after all, or its use is unknown again", now), "retirement-left", null);
        }

        if (!await brakes.TakeAsync(rotation.TenantId, rotation.Id, _rules.RetirementsPerHour, now, ct))
        {
            return Stepped.Kept(rotation, "This hour's limit of removals is reached.", NextHour(now), now, needsPerson: true);
        }

        await TargetOf(rotation).RemoveAsync(rotation.Subject, rotation.OldKeyId, ct);
        return await ExistsAsync(rotation, ct)
            ? ReplaceSteps.Failed(rotation, "The old credential was removed and is still there when read back.", now)
            : await FinishAsync(rotation, "The old credential was removed by its key id and read back as gone.", now, ct);
    }

    private async Task<WatchDecision> DecideAsync(CredentialRotation rotation, DateTimeOffset now, CancellationToken ct) => WatchDecision.For(
        rotation,
        new WatchFacts(
            await ExistsAsync(rotation, ct),
            await uses.FindAsync(rotation.TenantId, rotation.Application.AppId, ct),
            await uses.CoveredSinceAsync(rotation.TenantId, rotation.StoredAt ?? now, now, ct)),
        now);

    private async Task<Stepped> FinishAsync(CredentialRotation rotation, string text, DateTimeOffset now, CancellationToken ct)
    {
        await vault.DisableOfAsync(rotation.Terms.SecretName, rotation.OldKeyId, ct);
        return Stepped.Settled(RotationLife.Finish(rotation, text, now), "rotation-done", text);
    }

    private async Task<bool> ExistsAsync(CredentialRotation rotation, CancellationToken ct) =>
        (await TargetOf(rotation).ListAsync(rotation.Subject, ct)).Any(one => string.Equals(one.KeyId, rotation.OldKeyId, StringComparison.OrdinalIgnoreCase));

    private IRotationTarget TargetOf(CredentialRotation rotation) => targets.First(target => target.Form == rotation.Terms.Form);

    private static DateTimeOffset NextHour(DateTimeOffset now) => new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, now.Offset).AddHours(1);
}
