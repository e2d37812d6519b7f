using Microsoft.Extensions.Logging;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Inventory;
using NhiEvents.Core.Rotation.Lifecycle;
using NhiEvents.Core.Rotation.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation.Triggers;

/// <summary>What other apps find: an ended or refused credential in use begins a rotation, or holds the one that may be the reason; a leak takes the emergency path.</summary>
/// <remarks>Repeatable: what began or was held already stays so.</remarks>
public sealed class NoticeFindingHandler(
    InventoryRepository inventory, IMessageBus bus, RotationRepository rotations, RotationWrite write, TimeProvider time, ILogger<NoticeFindingHandler> log)
{
    public async Task<Outcome.Final> HandleAsync(FindingChanged changed, CancellationToken ct)
    {
        var finding = changed.Finding;
        RotationCause? cause = finding.FindingType switch
        {
            "NHI104" => RotationCause.Expired,
            "NHI105" => RotationCause.Rejected,
            "NHI305" => RotationCause.Leaked,
            _ => null,
        };
        if (cause is null || finding.State is not FindingState.Open || await inventory.FindApplicationIdAsync(changed.TenantId, finding.Identity.Id, ct) is not { } application)
        {
            return Outcome.Done;
        }

        var address = new RotationAddress(changed.TenantId, application);
        if (cause is RotationCause.Rejected)
        {
            foreach (var rotation in (await rotations.ReadOfAsync(address, ct)).Where(one => MayBeTheReason(one, finding)))
            {
                await Race.RunAsync(() => HoldAsync(address, rotation.Id, finding, ct));
                return Outcome.Done;
            }
        }

        var now = time.GetUtcNow();
        var start = new StartRotation(changed.TenantId, MessageIds.From("finding", finding.Id, cause.Value.ToString()), application, cause.Value, now) { Reason = finding.FindingType };
        await bus.SendAsync(Queues.Rotations, [RotationAsks.Of(start)], ct);
        return Outcome.Done;
    }

    /// <summary>Refused after the new credential was handed out, and before the old one was over.</summary>
    private static bool MayBeTheReason(CredentialRotation rotation, Finding finding) => rotation is { IsOpen: true, StoredAt: { } stored } && finding.LastSeen >= stored;

    private async Task<bool> HoldAsync(RotationAddress address, string rotationId, Finding finding, CancellationToken ct)
    {
        var found = await rotations.FindAsync(address, rotationId, ct);
        var rotation = found!.Value.Rotation;
        var why = $"A credential of this identity is refused since {finding.FirstSeen:u} (finding {finding.Id}), after the new one was stored. Find out which; both credentials are valid meanwhile.";
        var held = RotationLife.Hold(rotation, why, null, time.GetUtcNow());

        // Whoever has resumed it has seen this finding: it does not hold it again.
        if (ReferenceEquals(held, rotation) || rotation.History.Any(line => line.What == why))
        {
            return false;
        }

        await write.SaveAsync(address, found, held, new RotationNote("rotation-held", LedgerPhase.Decision, why) { NeedsPerson = true }, ct);
        log.NeedsPerson(rotation.Id, rotation.Application.Id, why);
        return true;
    }
}
