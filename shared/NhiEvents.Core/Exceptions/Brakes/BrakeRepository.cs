using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Brakes;

/// <summary>The brakes of each tenant. Never cached: a stop holds from the next write on.</summary>
public sealed class BrakeRepository(IStateStore store, Outbox outbox)
{
    private const string Kind = "brakes";

    private const string App = "Exceptions";

    internal async Task<BrakeState> ReadAsync(string tenantId, CancellationToken ct) => (await FindAsync(tenantId, ct))?.Value.State ?? BrakeState.Initial;

    /// <summary>Reads, decides and writes until nobody gets in between. A null from the decision changes nothing.</summary>
    internal Task<bool> ChangeAsync(string tenantId, DateTimeOffset now, Func<BrakeState, (BrakeState Next, LedgerFact Fact)?> decide, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var found = await FindAsync(tenantId, ct);
        if (decide(found?.Value.State ?? BrakeState.Initial) is not var (next, fact))
        {
            return false;
        }

        var changes = new StateChanges(tenantId, Kind, BrakeRow.Key);
        changes.Save(BrakeRow.Key, new BrakeRow(next), found, ExceptionsJson.Default.BrakeRow);
        changes.Record(fact);
        changes.Tell(new BrakesTold(tenantId, App, now)
        {
            Stopped = next.Stopped is not null,
            Modes = [new ScopeMode(next.Mode), .. next.PolicyModes.OrderBy(policy => policy.Key, StringComparer.Ordinal).Select(policy => new ScopeMode(policy.Value) { PolicyId = policy.Key })],
            Pending = next.Pending is { } pending ? new ScopeMode(pending.Mode) { PolicyId = pending.Policy } : null,
        });
        await outbox.CommitAsync(changes, ct);
        return true;
    });

    /// <summary>Takes a place under the limit of removals of a policy in this hour. The same exception takes its place once.</summary>
    /// <returns>False when all places are taken.</returns>
    internal Task<bool> TakeAsync(string tenantId, string policy, string exemptionId, int limit, DateTimeOffset now, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var key = BudgetRow.Key(policy, now);
        var changes = new StateChanges(tenantId, Kind, policy);
        var found = await store.ReadAsync(changes.PartitionKey, key, ExceptionsJson.Default.BudgetRow, ct);
        var taken = found?.Value.ExemptionIds ?? [];
        if (taken.Contains(exemptionId) || taken.Count >= limit)
        {
            return taken.Contains(exemptionId);
        }

        changes.Save(key, new BudgetRow([.. taken, exemptionId]), found, ExceptionsJson.Default.BudgetRow);
        changes.Tell(new BrakesTold(tenantId, App, now) { Budget = new BudgetUse($"Removals from policy {policy}", taken.Count + 1, limit, BrakeNews.HourOf(now)) });
        await outbox.CommitAsync(changes, ct);
        return true;
    });

    private Task<Versioned<BrakeRow>?> FindAsync(string tenantId, CancellationToken ct) =>
        store.ReadAsync(Partition.For(tenantId, Kind, BrakeRow.Key), BrakeRow.Key, ExceptionsJson.Default.BrakeRow, ct);
}
