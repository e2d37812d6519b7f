using System.Globalization;
using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation.Brakes;

/// <summary>Stops and resumes all writes of a tenant, and counts removals. Read at the last step before any write, never cached.</summary>
public sealed class RotationBrakes(IStateStore store, Outbox outbox, Pseudonyms pseudonyms, ILogger<RotationBrakes> log)
{
    private const string Kind = "brakes";
    private const string StopKey = "stop";
    private const string App = "Rotation";

    public Task<Outcome.Final> HandleAsync(StopWrites message, CancellationToken ct) =>
        ChangeAsync(message.TenantId, message.PersonId, message.At, stopped: true, "writes-stopped", ct);

    /// <summary>An older message that comes late must not undo a newer stop.</summary>
    public Task<Outcome.Final> HandleAsync(ResumeWrites message, CancellationToken ct) =>
        ChangeAsync(message.TenantId, message.PersonId, message.At, stopped: false, "writes-resumed", ct);

    internal async Task<bool> IsStoppedAsync(string tenantId, CancellationToken ct) =>
        (await store.ReadAsync(Partition.For(tenantId, Kind, StopKey), StopKey, RotationJson.Default.StopRow, ct))?.Value.Stopped ?? false;

    /// <summary>Takes a place under this hour's limit of removals. The same rotation takes its place once.</summary>
    /// <returns>False when all places are taken.</returns>
    internal Task<bool> TakeAsync(string tenantId, string rotationId, int limit, DateTimeOffset now, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var key = "retired|" + (now.UtcTicks / TimeSpan.TicksPerHour).ToString(CultureInfo.InvariantCulture);
        var changes = new StateChanges(tenantId, Kind, StopKey);
        var found = await store.ReadAsync(changes.PartitionKey, key, RotationJson.Default.RetirementsRow, ct);
        var taken = found?.Value.RotationIds ?? [];
        if (taken.Contains(rotationId) || taken.Count >= limit)
        {
            return taken.Contains(rotationId);
        }

        changes.Save(key, new RetirementsRow([.. taken, rotationId]), found, RotationJson.Default.RetirementsRow);
        changes.Tell(new BrakesTold(tenantId, App, now) { Budget = new BudgetUse("Removals of old credentials", taken.Count + 1, limit, BrakeNews.HourOf(now)) });
        await outbox.CommitAsync(changes, ct);
        return true;
    });

    private Task<Outcome.Final> ChangeAsync(string tenantId, string personId, DateTimeOffset at, bool stopped, string action, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var changes = new StateChanges(tenantId, Kind, StopKey);
        var found = await store.ReadAsync(changes.PartitionKey, StopKey, RotationJson.Default.StopRow, ct);
        if (found?.Value is { } before && (before.At > at || before.Stopped == stopped))
        {
            return Outcome.Done;
        }

        changes.Save(StopKey, new StopRow(stopped, at), found, RotationJson.Default.StopRow);
        changes.Tell(new BrakesTold(tenantId, App, at) { Stopped = stopped });
        changes.Record(new LedgerFact(pseudonyms.Of(tenantId, personId), action, LedgerPhase.Decision, Kind, []));
        await outbox.CommitAsync(changes, ct);
        log.Braked(tenantId, stopped);
        return Outcome.Done;
    });
}

/// <param name="At">When the newest word was said.</param>
internal sealed record StopRow(bool Stopped, DateTimeOffset At);

/// <summary>The rotations whose old credential may be removed in this hour.</summary>
internal sealed record RetirementsRow(IReadOnlyList<string> RotationIds);
