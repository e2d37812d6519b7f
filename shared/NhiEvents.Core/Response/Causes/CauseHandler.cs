using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Causes;

/// <summary>Hundreds of identities that one change breaks are one incident: its findings are collected, and each owner gets one ticket that names the change and its author.</summary>
/// <remarks>Repeatable and in any order: findings by their revision, changes by their key.</remarks>
public sealed class CauseHandler(IStateStore store, Outbox outbox, IOptions<ResponseOptions> options, TimeProvider time)
{
    internal const string Kind = "cause";

    private const int MaxChanges = 20;

    /// <summary>Owners of one incident whose own examples are kept: all are one row.</summary>
    private const int MaxExamples = 50;

    public Task<Outcome.Final> HandleAsync(JoinCause join, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var now = time.GetUtcNow();
        var changes = NewChanges(join.TenantId, join.Cause);
        var found = await FindAsync(join.TenantId, join.Cause, ct);
        var row = found?.Value;
        if (row?.Members.GetValueOrDefault(join.Finding.Id)?.Revision >= join.Revision)
        {
            return Outcome.Done;
        }

        var open = join.Finding.State is FindingState.Open;
        if (row is null || (open && now - row.LastJoined > options.Value.CauseEndsAfter && row.Members.Values.All(member => !member.Open)))
        {
            row = new CauseRow(join.Cause, (row?.Generation ?? 0) + 1, now, now, new Dictionary<string, CauseMember>(), new Dictionary<string, ToldOwner>(), join.Finding) { DueAt = row?.DueAt, Revision = row?.Revision ?? Revisions.Next(null, now) };
        }

        // A later word of the same finding is about whether it is over; what was planned for it, and told of it, stands.
        var before = row.Members.GetValueOrDefault(join.Finding.Id);
        var member = new CauseMember(join.Finding.Identity, join.Owner, open, join.Revision, join.Finding.FindingType, join.Finding.Severity, join.Finding.FirstSeen)
        {
            NoOffer = before?.NoOffer ?? join.NoOffer,
            Told = before is { Told: true } && before.Owner == join.Owner,
        };
        var next = row with
        {
            Members = new Dictionary<string, CauseMember>(row.Members) { [join.Finding.Id] = member },
            Examples = row.Examples.ContainsKey(join.Owner) || row.Examples.Count >= MaxExamples
                ? row.Examples
                : new Dictionary<string, CauseExample>(row.Examples) { [join.Owner] = new(join.Finding.Cause, join.Finding.Remedies) },
            LastJoined = open ? now : row.LastJoined,
            Revision = row.Revision + 1,
            NotifyOwners = row.NotifyOwners || join.NotifyOwner,
            DueAt = row.DueAt ?? now + (row.Told.Count == 0 ? options.Value.CollectFor : options.Value.CollectAgain),
        };
        if (next.DueAt != found?.Value.DueAt)
        {
            changes.SendAt(next.DueAt!.Value, Subject(join.Cause), Queues.ReactionsDue, ReactionMessages.Of(new TellCause(join.TenantId, join.Cause, next.DueAt.Value), next.Revision));
        }

        changes.Save(CauseRow.Key(join.Cause), next, found, ResponseJson.Default.CauseRow);
        await outbox.CommitAsync(changes, ct);
        return Outcome.Done;
    });

    public Task<Outcome.Final> HandleAsync(TellCause tell, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var now = time.GetUtcNow();
        var changes = NewChanges(tell.TenantId, tell.Cause);
        if (await FindAsync(tell.TenantId, tell.Cause, ct) is not { Value: { DueAt: { } due } row } found || due > now)
        {
            return Outcome.Done;
        }

        if (await store.ReadAsync(changes.PartitionKey, DueRow.Key(due, Subject(tell.Cause)), ct) is { } dueRow)
        {
            changes.ClearDue(dueRow);
        }

        var noted = (await store.ReadAsync(changes.PartitionKey, ChangesRow.Key(tell.Cause), ResponseJson.Default.ChangesRow, ct))?.Value;
        var behind = CauseText.ChangeBehind(row, noted);
        var next = row with { DueAt = null, Revision = row.Revision + 1 };
        var told = new Dictionary<string, ToldOwner>(row.Told);
        foreach (var group in row.Members.Values.GroupBy(member => member.Owner, StringComparer.Ordinal))
        {
            Tell(tell.TenantId, next, group.Key, [.. group], behind, told, changes, now);
        }

        next = next with { Told = told, Members = row.Members.ToDictionary(member => member.Key, member => member.Value with { Told = member.Value.Told || member.Value.Open }) };
        changes.Record(new LedgerFact(LedgerFact.System("response"), "incident-told", LedgerPhase.Decision, row.CaseKeyOf(tell.TenantId, ""), [new("members", row.Members.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)), new("change", behind?.Id ?? "unknown")]));
        changes.Save(CauseRow.Key(tell.Cause), next, found, ResponseJson.Default.CauseRow);
        await outbox.CommitAsync(changes, ct);
        return Outcome.Done;
    });

    /// <summary>Keeps who changed which policy when. It may come before the failures or after them.</summary>
    public async Task<Outcome.Final> HandleOneAsync(DirectoryChanged changed, CancellationToken ct)
    {
        if (changed.Result is not ("success" or "") || !changed.Operation.Contains("conditional access policy", StringComparison.OrdinalIgnoreCase))
        {
            return Outcome.Done;
        }

        var by = changed.Actor.DisplayName ?? changed.Actor.Id ?? changed.Actor.AppId ?? "unknown";
        foreach (var name in changed.Targets.SelectMany(target => new[] { target.DisplayName, target.Id }).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase))
        {
            await Race.RunAsync(() => NoteAsync(changed.TenantId, name, new NotedChange(changed.Id, changed.At, changed.Operation, by), ct));
        }

        return Outcome.Done;
    }

    /// <inheritdoc cref="HandleOneAsync"/>
    public async Task<IReadOnlyList<FailedEvents<DirectoryChanged>>> HandleAsync(IReadOnlyList<DirectoryChanged> events, CancellationToken ct)
    {
        var failed = new List<FailedEvents<DirectoryChanged>>();
        foreach (var one in events)
        {
            try
            {
                await HandleOneAsync(one, ct);
            }
            catch (Exception fault) when (!ct.IsCancellationRequested)
            {
                failed.Add(new FailedEvents<DirectoryChanged>([one], fault));
            }
        }

        return failed;
    }

    private void Tell(string tenantId, CauseRow row, string owner, IReadOnlyList<CauseMember> members, NotedChange? behind, Dictionary<string, ToldOwner> told, StateChanges changes, DateTimeOffset now)
    {
        var (caseKey, before) = (row.CaseKeyOf(tenantId, owner), told.GetValueOrDefault(owner));
        var open = members.Count(member => member.Open);
        if (open > 0)
        {
            var offer = row.Cause == Correlation.MandatoryMfa ? null : CauseText.Offer(row, owner, members, options.Value.OfferFor, now);
            var facts = CauseText.Facts(row, owner, members, behind, offer);
            var waits = options.Value.QuietUntil(facts.Severity, now);
            if (row.NotifyOwners && before is null)
            {
                changes.Send(Queues.Deliveries, ReactionMessages.Of(NoticeText.Of(tenantId, MessageIds.From("notice", caseKey), facts, now)) with { NotBefore = waits });
            }

            changes.Send(Queues.Tickets, ReactionMessages.Of(new OpenTicket(tenantId, caseKey, row.Revision, facts, now)
            {
                IdentityId = members.Select(member => member.Identity.Id).Distinct().ToList() is [var only] ? only : null,
                Change = CauseText.Change(before, members),
            }) with { NotBefore = waits });
        }
        else if (before is { Open: > 0 })
        {
            changes.Send(Queues.Tickets, ReactionMessages.Of(new CloseTicket(tenantId, caseKey, row.Revision, "The logs show of every account that it is over or never was.", now)));
        }

        told[owner] = new ToldOwner(open, members.Count);
    }

    private async Task<bool> NoteAsync(string tenantId, string cause, NotedChange change, CancellationToken ct)
    {
        var changes = NewChanges(tenantId, cause);
        var found = await store.ReadAsync(changes.PartitionKey, ChangesRow.Key(cause), ResponseJson.Default.ChangesRow, ct);
        var known = found?.Value.Changes ?? [];
        if (known.All(one => one.Id != change.Id))
        {
            changes.Save(ChangesRow.Key(cause), new ChangesRow([.. known.Append(change).OrderBy(one => one.At).TakeLast(MaxChanges)]), found, ResponseJson.Default.ChangesRow);
            await outbox.CommitAsync(changes, ct);
        }

        return true;
    }

    private Task<Versioned<CauseRow>?> FindAsync(string tenantId, string cause, CancellationToken ct) =>
        store.ReadAsync(Partition.For(tenantId, Kind, KeyText.Clean(cause)), CauseRow.Key(cause), ResponseJson.Default.CauseRow, ct);

    private static StateChanges NewChanges(string tenantId, string cause) => new(tenantId, Kind, KeyText.Clean(cause));

    private static string Subject(string cause) => KeyText.Clean(cause);
}
