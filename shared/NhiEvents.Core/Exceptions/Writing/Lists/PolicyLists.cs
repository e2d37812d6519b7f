using System.Globalization;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Writing.Lists;

/// <summary>What is wanted in policies' own lists. Everybody writes what they want here; one writer writes it to Entra.</summary>
public sealed class PolicyLists(IStateStore store, Outbox outbox, TimeProvider time)
{
    private const string Kind = "policylists";

    /// <summary>How much before a reading, and after a read-back, somebody else's change counts as made at the same time: clocks differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    /// <summary>Says what is wanted for one identity.</summary>
    internal Task<ListAnswer> WantAsync(Exemption exemption, string policyId, bool excluded, CancellationToken ct) => Race.RunAsync<ListAnswer>(async () =>
    {
        var tenantId = exemption.TenantId;
        var found = await FindAsync(tenantId, policyId, ct);
        var row = found?.Value ?? new PolicyListRow(policyId, [], [], 0, 0);
        var identity = exemption.Identity.Id;
        var wanted = row.Wanted.Contains(identity, StringComparer.OrdinalIgnoreCase);
        var next = wanted == excluded ? row : row with { Wanted = excluded ? [.. row.Wanted, identity] : [.. row.Wanted.Where(id => !Same(id, identity))], Revision = row.Revision + 1, Proposal = null };
        if (next.IsDone)
        {
            return new ListAnswer.Confirmed();
        }

        if (next.Stopped is { } stop)
        {
            if (next != row)
            {
                await SaveAsync(tenantId, next, found, ct);
            }

            return new ListAnswer.Held($"The policy writer has stopped for policy {policyId}: {stop.Why}");
        }

        if (next.Proposal is { } proposal)
        {
            return new ListAnswer.Held($"Policy {policyId} has to be changed by a person: {proposal}");
        }

        var waiting = new WaitingExemption(identity, exemption.Id);
        var again = next.Waiting.Contains(waiting);
        next = again ? next : next with { Waiting = [.. next.Waiting, waiting] };

        // Who made the list one to write has asked the writer already. Who waits for too long asks once more: that message may be lost.
        await SaveAsync(tenantId, next, found, ct, ask: again || !row.NeedsWriter);
        return new ListAnswer.Pending();
    });

    /// <summary>An entry that somebody else has made is ours from now on, to be taken away by us.</summary>
    internal Task AdoptAsync(string tenantId, string policyId, string identity, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var found = await FindAsync(tenantId, policyId, ct);
        var row = found?.Value ?? new PolicyListRow(policyId, [], [], 0, 0);
        if (!row.Wanted.Contains(identity, StringComparer.OrdinalIgnoreCase))
        {
            await SaveAsync(tenantId, row with { Wanted = [.. row.Wanted, identity], Placed = [.. row.Placed.Append(identity).Distinct(StringComparer.OrdinalIgnoreCase)] }, found, ct);
        }

        return true;
    });

    /// <summary>Somebody else has changed the policy: when that was while we wrote it, our write may have undone theirs.</summary>
    internal Task NoteForeignAsync(string tenantId, string policyId, IReadOnlyList<NotedChange> entries, DateTimeOffset at, CancellationToken ct) => Race.RunAsync(async () =>
    {
        if (await FindAsync(tenantId, policyId, ct) is not { } found)
        {
            return false;
        }

        // Only ids can stand in the list; names of other exclusions of the same policy are in the note too.
        var added = found.Value.Write is { } write && Meets(found.Value, write, at)
            ? entries.Where(entry => entry.Added && Guid.TryParse(entry.Entry, out _)).Select(entry => entry.Entry).Except(write.Expected, StringComparer.OrdinalIgnoreCase).Except(found.Value.Others, StringComparer.OrdinalIgnoreCase).ToList()
            : [];
        await SaveAsync(tenantId, found.Value with { Others = [.. found.Value.Others, .. added], ForeignKnownAt = time.GetUtcNow() }, found, ct, ask: added.Count > 0);
        return added.Count > 0;
    });

    /// <summary>A person says that the writer may go on.</summary>
    internal Task<bool> ResumeAsync(string tenantId, string policyId, DateTimeOffset at, CancellationToken ct) => Race.RunAsync(async () =>
    {
        if (await FindAsync(tenantId, policyId, ct) is not { Value: { Stopped: { } stop } row } found || stop.At > at)
        {
            return false;
        }

        var over = DriftFindings.SecondWriter(tenantId, policyId, stop.Why, stop.At) with { State = FindingState.Withdrawn };
        var withdrawn = ExemptionMessages.Of(new FindingChanged(tenantId, Math.Max(at.UtcTicks, stop.At.UtcTicks + 1), over));
        await SaveAsync(tenantId, row with { Stopped = null, Others = [], Revision = row.Revision + 1 }, found, ct, ask: true, changes => changes.Send(Topics.Findings, withdrawn));
        return true;
    });

    internal Task<Versioned<PolicyListRow>?> FindAsync(string tenantId, string policyId, CancellationToken ct) =>
        store.ReadAsync(PartitionOf(tenantId), PolicyListRow.Key(policyId), ExceptionsJson.Default.PolicyListRow, ct);

    /// <summary>Every list of a tenant, by policy.</summary>
    internal async Task<IReadOnlyList<Versioned<PolicyListRow>>> ReadAllAsync(string tenantId, CancellationToken ct)
    {
        var rows = new List<Versioned<PolicyListRow>>();
        await foreach (var row in store.ReadPrefixAsync(PartitionOf(tenantId), PolicyListRow.Prefix, ct))
        {
            rows.Add(row.As(ExceptionsJson.Default.PolicyListRow));
        }

        return rows;
    }

    internal Task<Versioned<WriterRow>?> FindWriterAsync(string tenantId, CancellationToken ct) =>
        store.ReadAsync(PartitionOf(tenantId), WriterRow.Key, ExceptionsJson.Default.WriterRow, ct);

    internal static StateChanges Changes(string tenantId) => new(tenantId, Kind, Kind);

    internal static OutgoingMessage Message(string tenantId, long step, DateTimeOffset? notBefore, string cause) => new(
        MessageIds.From(WritePolicies.Kind, tenantId, step.ToString(CultureInfo.InvariantCulture), cause),
        WritePolicies.Kind,
        JsonSerializer.SerializeToUtf8Bytes(new WritePolicies(tenantId) { Step = step }, NhiJson.Default.WritePolicies)) { SessionId = tenantId, NotBefore = notBefore };

    private Task SaveAsync(string tenantId, PolicyListRow row, Versioned<PolicyListRow>? found, CancellationToken ct, bool ask = false, Action<StateChanges>? also = null)
    {
        var changes = Changes(tenantId);
        changes.Save(PolicyListRow.Key(row.PolicyId), row, found, ExceptionsJson.Default.PolicyListRow);
        if (ask)
        {
            changes.Send(Queues.PolicyWrites, Message(tenantId, 0, null, $"{row.PolicyId}|{row.Revision}|{row.Waiting.Count}|{row.Others.Count}|{KeyText.Sortable(time.GetUtcNow())}"));
        }

        also?.Invoke(changes);
        return outbox.CommitAsync(changes, ct);
    }

    private bool Meets(PolicyListRow row, ListWrite write, DateTimeOffset at) =>
        row.Earlier.Append(new WriteWindow(write.ReadAt, write.ReadBackAt ?? time.GetUtcNow())).Any(window => at >= window.From - Skew && at <= window.To + Skew);

    private static string PartitionOf(string tenantId) => Partition.For(tenantId, Kind, Kind);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Where what is wanted stands.</summary>
internal abstract record ListAnswer
{
    private ListAnswer()
    {
    }

    /// <summary>It was read back as wanted.</summary>
    public sealed record Confirmed : ListAnswer;

    /// <summary>The writer is asked, and will say.</summary>
    public sealed record Pending : ListAnswer;

    /// <summary>A person has to act first.</summary>
    public sealed record Held(string Why) : ListAnswer;
}
