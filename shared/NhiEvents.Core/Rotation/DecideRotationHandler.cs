using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Brakes;
using NhiEvents.Core.Rotation.Inventory;
using NhiEvents.Core.Rotation.Lifecycle;
using NhiEvents.Core.Rotation.Records;
using NhiEvents.Core.Rotation.Steps;
using NhiEvents.Core.Rotation.Triggers;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation;

/// <summary>What a person says about a rotation: hold, resume, abort, approve the early removal.</summary>
/// <remarks>Repeatable: the same word counts once.</remarks>
public sealed class DecideRotationHandler(
    RotationRepository rotations, RotationWrite write, ReplaceSteps replace, RotationVault vault, RotationBrakes brakes, InventoryRepository inventory, IDirectory directory, TimeProvider time, ILogger<DecideRotationHandler> log)
{
    private const string Held = "rotation-held";
    private const string NoSuchRotation = "no-such-rotation";
    private const string NoPerson = "not-a-person";
    private const string NoApprover = "not-an-approver";
    private const string Refused = "rotation-decision-refused";

    /// <summary>A stop or a throttled port: the word is not lost.</summary>
    private static readonly TimeSpan WhileStopped = TimeSpan.FromMinutes(5);

    /// <summary>Anybody may hold one: that is the safe direction.</summary>
    public Task<Outcome> HandleAsync(HoldRotation message, CancellationToken ct) => DecideAsync(
        message.TenantId, message.IdentityId, message.RotationId, message.PersonId, Held,
        (rotation, now) => Task.FromResult(RotationLife.Hold(rotation, message.Reason, message.PersonId, now)), ct);

    public Task<Outcome> HandleAsync(ResumeRotation message, CancellationToken ct) => ByPersonAsync(message.TenantId, message.PersonId, () => DecideAsync(
        message.TenantId, message.IdentityId, message.RotationId, message.PersonId, "rotation-resumed",
        async (rotation, now) =>
        {
            var resumed = RotationLife.Resume(rotation, message.PersonId, now);

            // Who resumes has seen what the vault holds now.
            return resumed.IsWriting ? RotationLife.Accept(resumed, (await vault.CurrentAsync(rotation.Terms.SecretName, ct))?.Version) : resumed;
        },
        ct), ct);

    public Task<Outcome> HandleAsync(AbortRotation message, CancellationToken ct) => ByPersonAsync(message.TenantId, message.PersonId, async () =>
        await brakes.IsStoppedAsync(message.TenantId, ct)
            ? Outcome.Retry(WhileStopped)
            : await DecideAsync(
                message.TenantId, message.IdentityId, message.RotationId, message.PersonId, "rotation-abandoned",
                async (rotation, now) => rotation.IsOpen ? RotationLife.Abandon(rotation, $"aborted: {message.Reason} {await replace.UndoAsync(rotation, ct)}", message.PersonId, now) : rotation,
                ct), ct);

    public Task<Outcome> HandleAsync(ApproveRetirement message, CancellationToken ct) => ByPersonAsync(message.TenantId, message.PersonId, () => DecideAsync(
        message.TenantId, message.IdentityId, message.RotationId, message.PersonId, "retirement-approved",
        (rotation, now) => Task.FromResult(RotationLife.ApproveRetirement(rotation, message.PersonId, now)), ct), ct);

    /// <summary>Service principals decide nothing here.</summary>
    private Task<Outcome> ByPersonAsync(string tenantId, string personId, Func<Task<Outcome>> decide, CancellationToken ct) => PortTrouble.OrLaterAsync(async () =>
    {
        if (await directory.FindUserAsync(personId, ct) is { Enabled: true })
        {
            return await decide();
        }

        log.NotStarted(tenantId, NoPerson);
        return Outcome.Reject(NoPerson);
    });

    private Task<Outcome> DecideAsync(
        string tenantId, string identityId, string rotationId, string? personId, string action, Func<CredentialRotation, DateTimeOffset, Task<CredentialRotation>> decide, CancellationToken ct) => Race.RunAsync<Outcome>(async () =>
    {
        var address = new RotationAddress(tenantId, identityId);
        var found = await rotations.FindAsync(address, rotationId, ct);
        if (found is null && await inventory.FindApplicationIdAsync(tenantId, identityId, ct) is { } application)
        {
            address = new RotationAddress(tenantId, application);
            found = await rotations.FindAsync(address, rotationId, ct);
        }

        if (found is null)
        {
            return Outcome.Reject(NoSuchRotation);
        }

        var before = found.Value.Rotation;
        if (action is not Held && personId is not null && !before.Terms.MayBeApprovedBy(personId))
        {
            log.NotStarted(before.Application.Id, NoApprover);
            (action, decide) = (Refused, (rotation, now) => Task.FromResult(RotationLife.Refuse(rotation, personId, now)));
        }

        var next = await decide(before, time.GetUtcNow());
        if (next == before)
        {
            return Outcome.Done;
        }

        var text = next.History is [.., var last] ? last.What : null;
        await write.SaveAsync(address, found, next, new RotationNote(action, LedgerPhase.Decision, text) { PersonId = personId, NeedsPerson = next.State is RotationState.Held && personId is null }, ct);
        log.Turned(next.Id, next.Application.Id, next.State);
        return Outcome.Done;
    });
}
