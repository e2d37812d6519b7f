using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Containing;

/// <summary>What holds reactions: the stop, this hour's limit, and failures in a row.</summary>
public sealed class ReactionBrakes(IStateStore store, Outbox outbox, IOptions<ResponseOptions> options, TimeProvider time)
{
    private const string App = "Response";

    public Task<Outcome.Final> HandleAsync(StopWrites stop, CancellationToken ct) => SetAsync(stop.TenantId, true, stop.At, ct);

    public Task<Outcome.Final> HandleAsync(ResumeWrites resume, CancellationToken ct) => SetAsync(resume.TenantId, false, resume.At, ct);

    /// <summary>Takes a place in this hour's limit for a reaction, once.</summary>
    /// <returns>Why it has to wait; null when it may go on.</returns>
    internal Task<string?> WhyNotAsync(Reaction reaction, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var (tenantId, reactionId) = (reaction.TenantId, reaction.Id);
        var stop = new StateChanges(tenantId, StopRow.Kind, StopRow.Key);
        if ((await store.ReadAsync(stop.PartitionKey, StopRow.Key, ResponseJson.Default.StopRow, ct))?.Value.Stopped == true)
        {
            return "All writes are stopped.";
        }

        var (changes, found, budget) = await BudgetAsync(tenantId, ct);
        if (budget.Failures >= options.Value.FailuresPerHour)
        {
            return $"{budget.Failures} writes failed within the hour: no more are tried in it.";
        }

        // Each has a limit of its own: none must use up the place of a containment.
        var (name, label, most) = LimitOf(reaction);
        if (name.Length > 0)
        {
            (changes, found, budget) = await BudgetAsync(tenantId, ct, name);
        }

        if (budget.Contained.Contains(reactionId, StringComparer.Ordinal))
        {
            return null;
        }

        if (budget.Contained.Count >= most)
        {
            return $"This hour's limit of {most} is reached. A person decides whether so many are right.";
        }

        changes.Save(BudgetRow.Key(time.GetUtcNow(), name), budget with { Contained = [.. budget.Contained, reactionId] }, found, ResponseJson.Default.BudgetRow);
        changes.Tell(new BrakesTold(tenantId, App, time.GetUtcNow()) { Budget = new BudgetUse(label, budget.Contained.Count + 1, most, BrakeNews.HourOf(time.GetUtcNow())) });
        await outbox.CommitAsync(changes, ct);
        return null;
    });

    internal Task FailedAsync(string tenantId, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var (changes, found, budget) = await BudgetAsync(tenantId, ct);
        changes.Save(BudgetRow.Key(time.GetUtcNow()), budget with { Failures = budget.Failures + 1 }, found, ResponseJson.Default.BudgetRow);
        await outbox.CommitAsync(changes, ct);
        return true;
    });

    /// <summary>What persons have decided one by one, or take back, is held later than what nobody has looked at.</summary>
    private (string Name, string Label, int Most) LimitOf(Reaction reaction) => reaction switch
    {
        { Kind: ReactionKind.GrantException } => ("granted", "Exceptions under standing approvals", options.Value.GrantedPerHour),
        { Kind: ReactionKind.CallWebhook } => ("called", "Calls of playbooks", options.Value.CalledPerHour),
        { DecidedBy: not null } or { State: ReactionState.Undoing } => ("approved", "Reactions that persons decided", options.Value.ApprovedPerHour),
        _ => ("", "Contained identities", options.Value.ContainedPerHour),
    };

    private async Task<(StateChanges Changes, Versioned<BudgetRow>? Found, BudgetRow Budget)> BudgetAsync(string tenantId, CancellationToken ct, string name = "")
    {
        var changes = new StateChanges(tenantId, BudgetRow.Kind, BudgetRow.Kind);
        var found = await store.ReadAsync(changes.PartitionKey, BudgetRow.Key(time.GetUtcNow(), name), ResponseJson.Default.BudgetRow, ct);
        return (changes, found, found?.Value ?? new BudgetRow([], 0));
    }

    /// <summary>The newest word holds.</summary>
    private Task<Outcome.Final> SetAsync(string tenantId, bool stopped, DateTimeOffset at, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var changes = new StateChanges(tenantId, StopRow.Kind, StopRow.Key);
        var found = await store.ReadAsync(changes.PartitionKey, StopRow.Key, ResponseJson.Default.StopRow, ct);
        if (found is null || found.Value.At < at)
        {
            changes.Save(StopRow.Key, new StopRow(stopped, at), found, ResponseJson.Default.StopRow);
            changes.Tell(new BrakesTold(tenantId, App, at) { Stopped = stopped });
            await outbox.CommitAsync(changes, ct);
        }

        return Outcome.Done;
    });
}
