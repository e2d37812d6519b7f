using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Inventory;
using NhiEvents.Core.Rotation.Keys;
using NhiEvents.Core.Rotation.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation;

/// <summary>
/// Ends records of rotations <see cref="RetentionOptions.KeepEnded"/> after their end, and what is known of the credentials of applications that no scan has seen for as long, with
/// the findings about them. Called by a timer every hour; repeatable.
/// </summary>
/// <remarks>What is open stays, and so does the ledger.</remarks>
public sealed class PurgeRotationsHandler(RotationRepository rotations, HourlyShare share, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <returns>How many records ended.</returns>
    public async Task<int> HandleAsync(CancellationToken ct)
    {
        var before = time.GetUtcNow() - options.Value.KeepEnded;
        return await share.EndAsync(
                RotationRepository.Kind, "", row => RotationRow.Is(row.RowKey) && row.As(RotationJson.Default.RotationRow).Value.Rotation.OverSince < before, EndRotationAsync, ct)
            + await share.EndAsync(InventoryRepository.Kind, "", row => row.As(RotationJson.Default.InventoryRow).Value.SeenAt < before, EndInventory, ct);
    }

    private async ValueTask<Ending?> EndRotationAsync(string tenantId, StateRow row, CancellationToken ct)
    {
        var (rotation, due) = row.As(RotationJson.Default.RotationRow).Value;
        var address = new RotationAddress(tenantId, rotation.Application.Id);
        return Ending.Of(tenantId, RotationRepository.Kind, address.RowPrefix, row, due is { } at ? await rotations.FindDueAsync(address, rotation.Id, at, ct) : null);
    }

    private ValueTask<Ending?> EndInventory(string tenantId, StateRow row, CancellationToken ct)
    {
        var (inventory, now) = (row.As(RotationJson.Default.InventoryRow).Value, time.GetUtcNow());
        var changes = InventoryRepository.NewChanges(tenantId, inventory.Application.Id);
        changes.Remove(row.RowKey, row.ETag);
        foreach (var credential in inventory.Credentials)
        {
            var (last, gone) = (credential.Revision, credential with { NearEnd = false, TooOld = false });
            if (credential.NearEnd)
            {
                changes.Send(Topics.Findings, RotationMessages.Of(new FindingChanged(tenantId, ++last, RotationFindings.NearEnd(tenantId, inventory, gone, "no scan has seen the application for long", now))));
            }

            if (credential.TooOld)
            {
                changes.Send(Topics.Findings, RotationMessages.Of(new FindingChanged(tenantId, ++last, RotationFindings.TooOld(tenantId, inventory, gone, now))));
            }
        }

        foreach (var key in (inventory.Judged ?? []).Where(key => key.Open).Select(key => key with { Open = false, Revision = key.Revision + 1 }))
        {
            changes.Send(Topics.Findings, RotationMessages.Of(new FindingChanged(tenantId, key.Revision, KeyFindings.Of(tenantId, inventory, key, use: null))));
        }

        return ValueTask.FromResult<Ending?>(new Ending(changes));
    }
}
