using System.Globalization;
using Microsoft.Extensions.Logging;
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
public sealed class CauseHandler(CauseRepository causes, Outbox outbox, IOptions<ResponseOptions> options, TimeProvider time, ILogger<CauseHandler> log)
{
    private const int MaxChanges = 20;

    /// <summary>Rows that one transaction takes for owners and what they are told; the rest comes with the next one.</summary>
    private const int MaxRows = 80;

    /// <summary>Bytes of the messages of one transaction. A request to Table Storage has 4 MiB, and escapes what is JSON.</summary>
    private const int MaxBytes = 1_000_000;

    /// <summary>What one owner may need at least: the ticket, a notice, and a comment of letters that JSON escapes.</summary>
    private const int BytesOfOne = 400_000;

    private const int RowsOfOne = 4;

    /// <summary>Until the next transaction of the same telling.</summary>
    private static readonly TimeSpan GoOnAfter = TimeSpan.FromSeconds(1);

    public Task<Outcome.Final> HandleAsync(JoinCause join, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var now = time.GetUtcNow();
        var (open, findingId) = (join.Finding.State is FindingState.Open, join.Finding.Id);
        var found = await causes.FindAsync(join.TenantId, join.Cause, ct);
        var row = found?.Value;
        var member = row is null ? null : await causes.FindMemberAsync(join.TenantId, row, findingId, ct);
        if (member?.Value.Revision >= join.Revision)
        {
            return Outcome.Done;
        }

        if (row is null || (open && now - row.LastJoined > options.Value.CauseEndsAfter && row.Open == 0))
        {
            row = new CauseRow(join.Cause, (row?.Generation ?? 0) + 1, now, now, join.Finding) { DueAt = row?.DueAt, Revision = row?.Revision ?? Revisions.Next(null, now) };
            member = null;
        }

        // A later word of the same finding is about whether it is over; what was planned for it stands.
        var before = member?.Value;
        var owner = await causes.FindOwnerAsync(join.TenantId, row, join.Owner, ct);
        var (seating, seated) = (owner?.Value ?? new CauseOwner(join.Owner, new CauseExample(join.Finding.Cause, join.Finding.Remedies))).Seat(
            new CauseMember(join.Finding.Identity, join.Owner, open, join.Revision, join.Finding.FindingType, join.Finding.Severity, join.Finding.FirstSeen) { NoOffer = before?.NoOffer ?? join.NoOffer },
            before);
        var next = row with
        {
            LastJoined = open ? now : row.LastJoined,
            Open = row.Open + (open ? 1 : 0) - (before is { Open: true } ? 1 : 0),
            Revision = row.Revision + 1,
            NotifyOwners = row.NotifyOwners || join.NotifyOwner,
            DueAt = row.DueAt ?? now + (row.IsTold ? options.Value.CollectAgain : options.Value.CollectFor),
        };
        var changes = CauseRepository.NewChanges(join.TenantId, join.Cause);
        if (next.DueAt != found?.Value.DueAt)
        {
            TellAt(changes, next);
        }

        changes.Save(CauseMember.Key(join.Cause, row.Generation, findingId), seated, member, ResponseJson.Default.CauseMember);
        if (seating != owner?.Value)
        {
            changes.Save(CauseOwner.Key(join.Cause, row.Generation, join.Owner), seating, owner, ResponseJson.Default.CauseOwner);
        }

        changes.Save(CauseRow.Key(join.Cause), next, found, ResponseJson.Default.CauseRow);
        await outbox.CommitAsync(changes, ct);
        return Outcome.Done;
    });

    /// <summary>Tells each owner what is new. What one transaction does not take is told by the next: what was said is never said again.</summary>
    /// <remarks>Thousands of members take a while to read, and more join meanwhile: only the incident and the owners are as they were read last, and who came between is told the next time.</remarks>
    public Task<Outcome.Final> HandleAsync(TellCause tell, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var now = time.GetUtcNow();
        if (await causes.FindAsync(tell.TenantId, tell.Cause, ct) is not { Value: { DueAt: { } due } first } || due > now)
        {
            return Outcome.Done;
        }

        var changes = CauseRepository.NewChanges(tell.TenantId, tell.Cause);
        if (await causes.FindDueAsync(tell.TenantId, tell.Cause, due, ct) is { } dueRow)
        {
            changes.ClearDue(dueRow);
        }

        var seated = await causes.ReadOwnersAsync(tell.TenantId, first, ct);
        var members = await causes.ReadMembersAsync(tell.TenantId, first, ct);
        var behind = CauseText.ChangeBehind(members, (await causes.FindChangesAsync(tell.TenantId, tell.Cause, ct))?.Value);
        var owners = await causes.ReadOwnersAsync(tell.TenantId, first, ct);
        if (await causes.FindAsync(tell.TenantId, tell.Cause, ct) is not { Value: var row } found || row.DueAt != due)
        {
            return Outcome.Done; // somebody else told it
        }

        if (row.Generation != first.Generation)
        {
            throw new StaleStateException($"The incident of {row.CaseKeyOf(tell.TenantId, "")} has begun anew.");
        }

        DateTimeOffset? again = row.Revision == first.Revision ? null : now + options.Value.CollectAgain;
        var next = row with { DueAt = null, IsTold = true, Revision = row.Revision + 1 };
        var accounts = members.Select(member => member.Identity.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        foreach (var group in members.GroupBy(member => member.Owner, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            if (owners.GetValueOrDefault(group.Key) is not { } owner || seated.GetValueOrDefault(group.Key) is not { Value.Seats: var seats })
            {
                continue; // nothing of his was open
            }

            var room = new NewsRoom(MaxRows - changes.RowCount - RowsOfOne, MaxBytes - changes.MessageBytes - BytesOfOne);
            if (room is { Comments: < 1 } or { Bytes: < 1 })
            {
                again = now + GoOnAfter;
                break;
            }

            var offer = row.Cause == Correlation.MandatoryMfa ? null : OfferText.Of(owner.Value.Example.Remedies, options.Value.OfferFor, now);
            if (OwnerNews.For(next, owner.Value, [.. group], seats, accounts, behind, offer, room) is { } news)
            {
                Tell(tell.TenantId, next, owner, news, changes, now);
                again = news.HasMore ? now + GoOnAfter : again;
            }
        }

        if (again is not null)
        {
            next = next with { DueAt = again };
            TellAt(changes, next);
        }

        changes.Record(new LedgerFact(LedgerFact.System("response"), "incident-told", LedgerPhase.Decision, row.CaseKeyOf(tell.TenantId, ""), [new("members", members.Count.ToString(CultureInfo.InvariantCulture)), new("change", behind?.Id ?? "unknown")]));
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
        var parts = new PartByPart<DirectoryChanged>(time);
        foreach (var one in events)
        {
            await parts.HandleAsync([one], () => HandleOneAsync(one, ct), failure => log.ChangeFailed(failure, one.Id), ct);
        }

        return parts.Failed;
    }

    private void Tell(string tenantId, CauseRow row, Versioned<CauseOwner> owner, OwnerNews news, StateChanges changes, DateTimeOffset now)
    {
        var caseKey = row.CaseKeyOf(tenantId, owner.Value.Owner);
        changes.Save(CauseOwner.Key(row.Cause, row.Generation, owner.Value.Owner), news.Next, owner, ResponseJson.Default.CauseOwner);
        if (news.Facts is not { } facts)
        {
            changes.Send(Queues.Tickets, ReactionMessages.Of(new CloseTicket(tenantId, caseKey, row.Revision, "The logs show of every account that it is over or never was.", now)));
            return;
        }

        var waits = options.Value.QuietUntil(facts.Severity, now);
        if (row.NotifyOwners && owner.Value.Tellings == 0)
        {
            changes.Send(Queues.Deliveries, ReactionMessages.Of(NoticeText.Of(tenantId, MessageIds.From("notice", caseKey), facts, now)) with { NotBefore = waits });
        }

        changes.Send(Queues.Tickets, ReactionMessages.Of(new OpenTicket(tenantId, caseKey, row.Revision, facts, now)
        {
            IdentityId = news.Next.All == 1 ? facts.Identities[0].Id : null,
            Change = news.Change,
        }) with { NotBefore = waits });
        foreach (var (part, text) in news.Comments.Index())
        {
            var id = MessageIds.From("names", caseKey, row.Revision.ToString(CultureInfo.InvariantCulture), part.ToString(CultureInfo.InvariantCulture));
            changes.Send(Queues.Tickets, ReactionMessages.Of(new CommentTicket(tenantId, caseKey, id, text, now) { IsEssential = true }) with { NotBefore = waits });
        }
    }

    private async Task<bool> NoteAsync(string tenantId, string cause, NotedChange change, CancellationToken ct)
    {
        var changes = CauseRepository.NewChanges(tenantId, cause);
        var found = await causes.FindChangesAsync(tenantId, cause, ct);
        var known = found?.Value.Changes ?? [];
        if (known.All(one => one.Id != change.Id))
        {
            changes.Save(ChangesRow.Key(cause), new ChangesRow([.. known.Append(change).OrderBy(one => one.At).TakeLast(MaxChanges)]), found, ResponseJson.Default.ChangesRow);
            await outbox.CommitAsync(changes, ct);
        }

        return true;
    }

    private static void TellAt(StateChanges changes, CauseRow row) =>
        changes.SendAt(row.DueAt!.Value, KeyText.Clean(row.Cause), Queues.ReactionsDue, ReactionMessages.Of(new TellCause(changes.TenantId, row.Cause, row.DueAt.Value), row.Revision));
}
