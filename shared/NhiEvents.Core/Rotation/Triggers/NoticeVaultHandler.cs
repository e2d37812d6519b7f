using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Lifecycle;
using NhiEvents.Core.Rotation.Records;
using NhiEvents.Core.Rotation.Steps;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation.Triggers;

/// <summary>Takes the vault's word that a secret ends soon, has ended or has a new version.</summary>
/// <remarks>Repeatable, in any order: what counts is what the vault holds now, never what an event said of some time ago.</remarks>
public sealed class NoticeVaultHandler(
    ApplicationLookup lookup, RotationVault vault, StartRotationHandler start, RotationRepository rotations, RotationWrite write, IOptions<RotationOptions> options, TimeProvider time, ILogger<NoticeVaultHandler> log)
{
    public Task<Outcome> HandleAsync(VaultEvent told, CancellationToken ct) => PortTrouble.OrLaterAsync(async () =>
    {
        if (options.Value.TenantId is not { } tenantId)
        {
            return Ignore(told, "no tenant is configured");
        }

        var current = await vault.CurrentAsync(told.Name, ct);
        if (current is null || current.Version != told.Version)
        {
            return Ignore(told, "it is not the current version any more");
        }

        if (!current.Enabled)
        {
            return Ignore(told, "the version is disabled");
        }

        if (await lookup.FindAsync(tenantId, RotationVault.ApplicationOf(current) ?? told.Name, ct) is not { Terms: { } terms } found || !string.Equals(terms.SecretName, told.Name, StringComparison.OrdinalIgnoreCase))
        {
            return Ignore(told, "no policy names an application with this secret");
        }

        var now = time.GetUtcNow();
        return told.Kind switch
        {
            VaultEventKind.NewVersion => await NoticeVersionAsync(new RotationAddress(tenantId, found.Application.Id), current, ct),
            VaultEventKind.NearExpiry or VaultEventKind.Expired => await start.HandleAsync(
                new StartRotation(
                    tenantId,
                    MessageIds.From("vault", told.Name, told.Version, told.Kind.ToString()),
                    found.Application.Id,
                    told.Kind is VaultEventKind.Expired ? RotationCause.Expired : RotationCause.NearExpiry,
                    now),
                ct),
        };
    });

    /// <summary>A version that somebody else stores while a rotation is putting its own in place must not be written over.</summary>
    private async Task<Outcome> NoticeVersionAsync(RotationAddress address, SecretVersion version, CancellationToken ct)
    {
        foreach (var rotation in (await rotations.ReadOfAsync(address, ct)).Where(one => one.IsOpen && one.Id != RotationVault.RotationOf(version)))
        {
            await Race.RunAsync(() => HoldAsync(address, rotation.Id, version, ct));
        }

        return Outcome.Done;
    }

    private async Task<bool> HoldAsync(RotationAddress address, string rotationId, SecretVersion version, CancellationToken ct)
    {
        var found = await rotations.FindAsync(address, rotationId, ct);
        var rotation = found!.Value.Rotation;

        // What was there when it began, or lies below what it has stored, is no news. A version without tags may be its own: the step that stores looks.
        if (version.Version == rotation.OldVersion || version.Version == rotation.StoredVersion || rotation.State is RotationState.Planned or RotationState.Storing or RotationState.Held || !rotation.IsOpen)
        {
            return false;
        }

        var why = $"Somebody has stored version {version.Version} of {version.Name} at {version.CreatedAt:u}. {(rotation.StoredAt is null ? "Resume to store ours over it, or abort." : "Consumers read that one now; resume when both credentials shall go on being watched, or abort.")}";
        var held = RotationLife.Hold(rotation, why, null, time.GetUtcNow());
        await write.SaveAsync(address, found, held, new RotationNote("rotation-held", Ledger.LedgerPhase.Decision, why) { NeedsPerson = true }, ct);
        log.NeedsPerson(rotation.Id, rotation.Application.Id, why);
        return true;
    }

    private Outcome.Final Ignore(VaultEvent told, string why)
    {
        log.NotStarted(told.Name, why);
        return Outcome.Done;
    }
}
