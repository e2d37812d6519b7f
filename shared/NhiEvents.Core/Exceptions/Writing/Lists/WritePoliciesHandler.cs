using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Brakes;
using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Writing.Lists;

/// <summary>The one writer of policies' own lists: reads, plans, claims, writes the changed leaf, reads back, tells who waits. At most one request a second.</summary>
/// <remarks>
/// Each step makes at most one request, saves what it has come to together with the message for the next step, and can be repeated. The session of the queue
/// keeps it alone in its tenant; should a lock be lost, the state's ETags keep two from claiming, and every claim is read back before the next.
/// </remarks>
public sealed class WritePoliciesHandler(
    PolicyLists lists, PolicyCopies copies, IExclusions exclusions, BrakeRepository brakes, Outbox outbox, IOptions<ExemptionOptions> options, TimeProvider time, ILogger<WritePoliciesHandler> log)
{
    /// <summary>Entra's limit for Conditional Access, for the whole tenant.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(5);

    /// <summary>While brakes hold; they are read again then.</summary>
    private static readonly TimeSpan WhileHeld = TimeSpan.FromMinutes(1);

    /// <summary>A step that is so late was lost; another message takes its place.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(2);

    /// <summary>Answers in one transaction.</summary>
    private const int MaxAnswers = 40;

    public Task<Outcome.Final> HandleAsync(WritePolicies message, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var writer = await lists.FindWriterAsync(message.TenantId, ct);
        var now = time.GetUtcNow();
        if (writer is not null && message.Step != writer.Value.Step && writer.Value.NextAt > now - Abandoned)
        {
            return Outcome.Done; // Somebody is at it, and reads the state at every step.
        }

        var changes = PolicyLists.Changes(message.TenantId);
        TimeSpan? pause;
        try
        {
            pause = await StepAsync(message.TenantId, changes, ct);
        }
        catch (EntraException trouble)
        {
            changes = PolicyLists.Changes(message.TenantId);
            log.WriteFailed(trouble, "(policy lists)", 1, trouble.Fault);
            pause = trouble.RetryAfter ?? (trouble.Fault is EntraFault.Throttled ? DirectoryTrouble.WhenThrottled : AfterTrouble);
        }

        var step = (writer?.Value.Step ?? 0) + 1;
        var next = pause is { } wait ? now + wait : DateTimeOffset.MinValue;
        changes.Save(WriterRow.Key, new WriterRow(step, next), writer, ExceptionsJson.Default.WriterRow);
        if (pause is not null)
        {
            changes.Send(Queues.PolicyWrites, PolicyLists.Message(message.TenantId, step, next, KeyText.Sortable(next)));
        }

        await outbox.CommitAsync(changes, ct);
        return Outcome.Done;
    });

    /// <returns>When to go on; null when nothing is left to do.</returns>
    private async Task<TimeSpan?> StepAsync(string tenantId, StateChanges changes, CancellationToken ct)
    {
        var all = await lists.ReadAllAsync(tenantId, ct);

        // What was written longest ago comes first: a policy whose list keeps changing holds up no other.
        var open = all.Where(row => row.Value.NeedsWriter).OrderBy(row => row.Value.Write is { ReadBackAt: null } ? 0 : 1).ThenBy(row => row.Value.Write?.ReadAt).ThenBy(row => row.Value.PolicyId, StringComparer.Ordinal).ToList();
        var state = await brakes.ReadAsync(tenantId, ct);
        foreach (var found in open)
        {
            var row = found.Value;
            if (row.Write is { ReadBackAt: null } write)
            {
                copies.Forget(row.PolicyId);
                Save(changes, found, ReadBack(changes, tenantId, row, write, await copies.ReadAsync(row.PolicyId, ct)));
                return Pace;
            }

            if (row.HasAnswer)
            {
                Save(changes, found, Answer(changes, tenantId, row));
                return TimeSpan.Zero;
            }

            if (state.Stopped is not null || state.ModeOf([row.PolicyId]) is not ExceptionMode.Enforce)
            {
                continue; // It stays dirty, and is looked at again.
            }

            if (copies.Find(row.PolicyId) is not { } copy || copy.At <= row.ForeignKnownAt)
            {
                await ReadAsync(open, row, changes, found, ct);
                return Pace;
            }

            await WriteAsync(changes, tenantId, found, copy.Policy, copy.At, ct);
            return Pace;
        }

        return open.Count > 0 ? WhileHeld : null;
    }

    /// <summary>One reading for all that are to be written; when several wait, all policies at once.</summary>
    private async Task ReadAsync(List<Versioned<PolicyListRow>> open, PolicyListRow row, StateChanges changes, Versioned<PolicyListRow> found, CancellationToken ct)
    {
        if (open.Count > 1)
        {
            await copies.ReadAllAsync(ct);
        }
        else
        {
            await copies.ReadAsync(row.PolicyId, ct);
        }

        if (copies.Find(row.PolicyId) is null)
        {
            Save(changes, found, Stop(changes, changes.TenantId, row, "there is no such policy any more."));
        }
    }

    /// <summary>Claims and writes. The claim is committed first; a crash between is read back like any other write.</summary>
    private async Task WriteAsync(StateChanges changes, string tenantId, Versioned<PolicyListRow> found, JsonObject policy, DateTimeOffset readAt, CancellationToken ct)
    {
        var row = found.Value;
        var way = options.Value.FindPolicy(row.PolicyId);
        var plan = row.Others.Count > 0 && row.Write is { } last
            ? PolicyPlan.Restore(last.Before, last.Expected, policy, row.Others) ?? (PolicyPlan)new PolicyPlan.Unchanged()
            : PolicyPlan.For(policy, row.Wanted, row.Placed, options.Value.ProtectedIds, way is null or { ManagedByCode: true });
        switch (plan)
        {
            case PolicyPlan.Unchanged:
                Save(changes, found, Done(row with { Others = [] }));
                break;
            case PolicyPlan.Propose propose:
                log.WriterStopped(row.PolicyId, propose.Reason);
                Save(changes, found, row with { Proposal = $"{propose.Reason} The change: PATCH /identity/conditionalAccess/policies/{row.PolicyId} {propose.Body}" });
                break;
            case PolicyPlan.Patch patch:
                var claim = row with { Write = new ListWrite(readAt, PolicyPlan.ListOf(policy), patch.Expected, row.Revision) { Restores = row.Others.Count > 0 }, Earlier = WriteWindow.After(row, time.GetUtcNow()), Others = [] };
                var claiming = PolicyLists.Changes(tenantId);
                Save(claiming, found, claim is { Write.Restores: true, Stopped: null } ? Stop(claiming, tenantId, claim, "somebody else wrote it at the same time; their entries were put back.") : claim);
                claiming.Record(Fact(claim, LedgerPhase.Intent, patch.Expected.Count));
                copies.Forget(row.PolicyId);
                await outbox.CommitAsync(claiming, ct);
                await PatchAsync(tenantId, row.PolicyId, patch.Body, changes, ct);
                break;
        }
    }

    /// <summary>What Entra will never take needs a person; anything else is read back, whatever the answer was.</summary>
    private async Task PatchAsync(string tenantId, string policyId, string body, StateChanges changes, CancellationToken ct)
    {
        try
        {
            await exclusions.PatchPolicyAsync(policyId, Encoding.UTF8.GetBytes(body), ct);
        }
        catch (EntraException refused) when (refused.Fault is EntraFault.Invalid or EntraFault.Forbidden or EntraFault.ProtectedObject or EntraFault.NotFound)
        {
            if (await lists.FindAsync(tenantId, policyId, ct) is { } claimed)
            {
                Save(changes, claimed, Stop(changes, tenantId, claimed.Value with { Write = null }, $"Entra refuses the list ({refused.Fault})."));
            }
        }
    }

    /// <summary>The read-back is the proof. Another list than ours, or the one from before, means a second writer.</summary>
    private PolicyListRow ReadBack(StateChanges changes, string tenantId, PolicyListRow row, ListWrite write, JsonObject? policy)
    {
        if (policy is null)
        {
            return Stop(changes, tenantId, row with { Write = null }, "it was deleted while it was written.");
        }

        var actual = PolicyPlan.ListOf(policy);
        if (Same(actual, write.Expected))
        {
            changes.Record(Fact(row, LedgerPhase.Result, actual.Count));
            log.PolicyWritten(row.PolicyId);
            var read = row with { Write = write with { ReadBackAt = time.GetUtcNow() }, Placed = [.. write.Expected.Intersect(row.Wanted.Concat(row.Placed), StringComparer.OrdinalIgnoreCase)] };
            return write.Restores ? read : read with { DoneRevision = write.Revision };
        }

        if (Same(actual, write.Before))
        {
            copies.Forget(row.PolicyId);
            return row with { Write = write.Restores ? write with { ReadBackAt = time.GetUtcNow() } : null }; // It never came to pass: planned again.
        }

        var stopped = row.Stopped is null ? Stop(changes, tenantId, row, "another list was read back than was written: somebody else writes it too. Nobody's entry was lost.") : row;
        var union = PolicyPlan.Restore(write.Before, write.Expected, policy, []);
        return union is null || Same(union.Expected, actual) || write.Restores
            ? stopped with { Write = write with { ReadBackAt = time.GetUtcNow() }, Placed = [.. actual.Intersect(row.Wanted.Concat(row.Placed), StringComparer.OrdinalIgnoreCase)] }
            : stopped with { Write = write with { ReadBackAt = time.GetUtcNow() }, Others = [.. union.Expected.Except(actual, StringComparer.OrdinalIgnoreCase)] };
    }

    private static PolicyListRow Done(PolicyListRow row) => row with { DoneRevision = row.Revision, Placed = row.Wanted };

    /// <summary>Tells those who wait, some at a time.</summary>
    private PolicyListRow Answer(StateChanges changes, string tenantId, PolicyListRow row)
    {
        var now = time.GetUtcNow();
        foreach (var waiting in row.Waiting.Take(MaxAnswers))
        {
            var enforce = new EnforceExemption(tenantId, waiting.IdentityId, waiting.ExemptionId, now) { Awaited = true };
            changes.Send(Queues.ExceptionsWrites, ExemptionMessages.Of(enforce) with { Id = MessageIds.From(EnforceExemption.Kind, tenantId, waiting.ExemptionId, "list", row.PolicyId, KeyText.Sortable(now)) });
        }

        return row with { Waiting = [.. row.Waiting.Skip(MaxAnswers)] };
    }

    private PolicyListRow Stop(StateChanges changes, string tenantId, PolicyListRow row, string why)
    {
        var now = time.GetUtcNow();
        log.WriterStopped(row.PolicyId, why);
        var text = $"The policy writer has stopped for policy {row.PolicyId}: {why}";
        changes.Send(Topics.Findings, ExemptionMessages.Of(new FindingChanged(tenantId, now.UtcTicks, DriftFindings.SecondWriter(tenantId, row.PolicyId, text, now))));
        return row with { Stopped = new WriterStop(now, why) };
    }

    private static void Save(StateChanges changes, Versioned<PolicyListRow> found, PolicyListRow next) =>
        changes.Save(PolicyListRow.Key(next.PolicyId), next, found, ExceptionsJson.Default.PolicyListRow);

    private static LedgerFact Fact(PolicyListRow row, LedgerPhase phase, int entries) => new(
        ExemptionWrite.SystemActor, "policy-list", phase, row.PolicyId, [new("revision", row.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture)), new("entries", entries.ToString(System.Globalization.CultureInfo.InvariantCulture))]);

    private static bool Same(IReadOnlyList<string> one, IReadOnlyList<string> other) => one.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(other);
}
