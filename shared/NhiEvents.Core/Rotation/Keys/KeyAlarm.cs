using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Rotation.Inventory;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation.Keys;

/// <summary>Asks for a look at an application at once, when a sign-in used a key that it is not known to have. What is not asked for is judged by the daily scan.</summary>
public sealed class KeyAlarm(InventoryRepository inventory, TimeProvider time)
{
    /// <summary>Twice the lag of the directory: what was just added is shown by then.</summary>
    private static readonly TimeSpan LookAfter = KeyJudgement.DirectoryLag * 2;

    internal async Task RaiseAsync(string tenantId, string appId, IReadOnlyList<SignIn> rows, StateChanges changes, CancellationToken ct)
    {
        var used = rows.Where(row => row.ErrorCode == 0).GroupBy(row => row.CredentialKeyId!.ToLowerInvariant()).ToDictionary(group => group.Key, group => group.Max(row => row.At));
        if (used.Count == 0 || await inventory.FindApplicationIdAsync(tenantId, appId, ct) is not { } application || await inventory.FindAsync(tenantId, application, ct) is not { Value: var known })
        {
            return; // not an own application, or not looked at yet
        }

        if (used.Any(key => !known.Credentials.Any(one => string.Equals(one.KeyId, key.Key, StringComparison.OrdinalIgnoreCase)) && (known.KnownSince ?? known.SeenAt) < key.Value))
        {
            var scan = new ScanCredentials(tenantId, time.GetUtcNow() + LookAfter) { ApplicationId = application };
            changes.Send(Queues.Rotations, RotationMessages.Of(scan) with { NotBefore = scan.At });
        }
    }
}
