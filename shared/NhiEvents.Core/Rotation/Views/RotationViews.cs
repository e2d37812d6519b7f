using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Core.Rotation.Inventory;
using NhiEvents.Core.Rotation.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation.Views;

/// <summary>What the slice knows, for people to read. Writes nothing.</summary>
/// <param name="store">The rotation app's own.</param>
public sealed class RotationViews(IStateStore store, IMessageBus bus, TimeProvider time)
{
    /// <summary>No conclusion from silence is drawn from less.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromDays(35);

    private readonly Outbox _outbox = new(store, bus, time);

    /// <summary>Every rotation of every tenant, the latest first.</summary>
    public async Task<IReadOnlyList<RotationView>> ReadRotationsAsync(CancellationToken ct)
    {
        var (rotations, all) = (new RotationRepository(store), new List<RotationView>());
        foreach (var tenant in await rotations.ReadTenantsAsync(ct))
        {
            await foreach (var one in rotations.ReadAllAsync(tenant, ct))
            {
                all.Add(RotationView.Of(one));
            }
        }

        return [.. all.OrderByDescending(one => one.Steps.Count > 0 ? one.Steps[^1].At : one.StartedAt).ThenBy(one => one.Id, StringComparer.Ordinal)];
    }

    /// <summary>Every credential of every own application, those that end first first.</summary>
    public async Task<IReadOnlyList<CredentialView>> ReadCredentialsAsync(CancellationToken ct)
    {
        var (inventory, uses, all) = (new InventoryRepository(store, _outbox), new UseRepository(store, _outbox), new List<CredentialView>());
        var now = time.GetUtcNow();
        foreach (var tenant in await inventory.ReadTenantsAsync(ct))
        {
            var covered = await uses.IsCoveredAsync(tenant, now - Window, now, ct);
            await foreach (var row in inventory.ReadAllAsync(tenant, ct))
            {
                var use = await uses.FindAsync(tenant, row.Application.AppId, ct);
                all.AddRange(row.Credentials.Select(credential => CredentialView.Of(tenant, row, credential, use, covered)));
            }
        }

        return [.. all.OrderBy(one => one.EndsAt).ThenBy(one => one.KeyId, StringComparer.Ordinal)];
    }
}
