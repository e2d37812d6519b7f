using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Attesting;

/// <summary>Asks owners whether an identity is theirs, takes their answers, and makes a finding of a "no" and of silence.</summary>
/// <remarks>Repeatable and in any order: the first answer to a question holds. State, ledger, link, finding and announcement are one transaction.</remarks>
public sealed class AttestationHandler(IStateStore store, Outbox outbox, AttestationLinks links, Pseudonyms pseudonyms, IOptions<ResponseOptions> options, TimeProvider time)
{
    public Task<Outcome.Final> HandleAsync(AskAttestation ask, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var (found, now) = (await FindAsync(ask.TenantId, ask.Identity.Id, ct), time.GetUtcNow());
        var changes = NewChanges(ask.TenantId, ask.Identity.Id);
        switch (AttestationDecision.For(found?.Value, ask, links.CanBeWritten, options.Value.LongestAttestation, now))
        {
            case AttestationDecision.Refuse refuse:
                changes.Send(Topics.Changes, ReactionMessages.Of(new AttestationChanged(ask.TenantId, ask.Identity, ask.AttestationId, 1, AttestationState.Refused, ask.Owner, ask.Until, now) { RunId = ask.RunId, Text = refuse.Why }));
                break;
            case AttestationDecision.Ask:
                var row = new AttestationRow(ask.TenantId, ask.Identity, ask.AttestationId, ask.Owner.Trim(), now, ask.Until.ToUniversalTime(), AttestationState.Asked, 1) { RunId = ask.RunId, RequesterId = ask.RequesterId, FindingRevision = found?.Value.FindingRevision ?? 0 };
                changes.Save(AttestationRow.Key(ask.Identity.Id), row, found, ResponseJson.Default.AttestationRow);
                changes.SendAt(row.Until, row.AttestationId, Queues.ReactionsDue, ReactionMessages.Of(new EndAttestation(row.TenantId, row.Identity.Id, row.AttestationId, row.Until)));
                changes.Send(Queues.Deliveries, ReactionMessages.Of(NoticeOf(row, links.AddressOf(row), now)));
                changes.Send(Topics.Changes, ReactionMessages.Of(Announced(row, now) with { TokenHash = LinkHash.Of(links.TokenOf(row)) }));
                changes.Record(Fact(pseudonyms.Of(row.TenantId, ask.RequesterId), "attestation-asked", row, new LedgerDetail("until", KeyText.Sortable(row.Until)), new LedgerDetail("run", row.RunId ?? "none")));
                break;
            default:
                return Outcome.Done;
        }

        await outbox.CommitAsync(changes, ct);
        return Outcome.Done;
    });

    public Task<Outcome.Final> HandleAsync(AnswerAttestation answer, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var found = await FindAsync(answer.TenantId, answer.IdentityId, ct);
        var isRight = found is not null && links.IsOf(found.Value, answer.Token);
        if (AttestationDecision.For(found?.Value, answer, isRight, time.GetUtcNow()) is AttestationDecision.Turn turn)
        {
            var actor = pseudonyms.Of(answer.TenantId, answer.PersonId ?? found!.Value.Owner);
            await TurnAsync(found!, turn.To, actor, answer.PersonId is null ? "Answered by the link alone." : "Answered by the link, signed in.", null, ct);
        }

        return Outcome.Done;
    });

    public Task<Outcome.Final> HandleAsync(EndAttestation end, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var found = await FindAsync(end.TenantId, end.IdentityId, ct);
        var due = await store.ReadAsync(NewChanges(end.TenantId, end.IdentityId).PartitionKey, DueRow.Key(end.DueAt, end.AttestationId), ct);
        if (AttestationDecision.For(found?.Value, end) is AttestationDecision.Turn turn)
        {
            await TurnAsync(found!, turn.To, LedgerFact.System("response"), null, due, ct);
        }
        else if (due is not null)
        {
            var changes = NewChanges(end.TenantId, end.IdentityId);
            changes.ClearDue(due);
            await outbox.CommitAsync(changes, ct);
        }

        return Outcome.Done;
    });

    private async Task TurnAsync(Versioned<AttestationRow> found, AttestationState to, string actor, string? text, StateRow? due, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var next = found.Value with { State = to, Revision = found.Value.Revision + 1 };
        var changes = NewChanges(next.TenantId, next.Identity.Id);
        if (due is not null)
        {
            changes.ClearDue(due);
        }

        var isOpen = next.FindingRevision % 2 == 1;
        if (isOpen == (to is AttestationState.Confirmed))
        {
            next = next with { FindingRevision = next.FindingRevision + 1 };
            changes.Send(Topics.Findings, ReactionMessages.Of(new FindingChanged(next.TenantId, next.FindingRevision, OwnerUnconfirmed.Of(next, now))));
        }

        changes.Save(AttestationRow.Key(next.Identity.Id), next, found, ResponseJson.Default.AttestationRow);
        changes.Send(Topics.Changes, ReactionMessages.Of(Announced(next, now) with { Text = text }));
        changes.Record(Fact(actor, "attestation-" + SlugOf(to), next));
        await outbox.CommitAsync(changes, ct);
    }

    private static AttestationChanged Announced(AttestationRow row, DateTimeOffset now) =>
        new(row.TenantId, row.Identity, row.AttestationId, row.Revision, row.State, row.Owner, row.Until, now) { RunId = row.RunId, RequesterId = row.RequesterId };

    private static DeliverRecord NoticeOf(AttestationRow row, string address, DateTimeOffset now) => new(row.TenantId, MessageIds.From("attestation", row.AttestationId), HouseRecordKind.Notice, now)
    {
        Notice = new OwnerNotice(row.Owner, $"Is {row.Identity.DisplayName} yours, and still needed?",
        [
            new NoticeGroup("Why you are asked", [$"You are entered as the owner of the non-human identity {row.Identity.DisplayName} ({row.Identity.Id})."]),
            new NoticeGroup("What to do", [$"Open the link and say yes or no, until {row.Until:u}: {address}", "The link is good for this one answer. Do not hand it on."]),
            new NoticeGroup("What happens otherwise", ["Without an answer it is reported as an identity that nobody answers for, and disabling it may be proposed."]),
        ]),
    };

    private static LedgerFact Fact(string actor, string action, AttestationRow row, params IReadOnlyList<LedgerDetail> details) =>
        new(actor, action, LedgerPhase.Decision, row.AttestationId, [new("identity", row.Identity.Id), .. details, new("revision", row.Revision.ToString(CultureInfo.InvariantCulture))]);

    private static string SlugOf(AttestationState state) => state switch
    {
        AttestationState.Asked => "asked",
        AttestationState.Confirmed => "confirmed",
        AttestationState.Disowned => "disowned",
        AttestationState.Missed => "missed",
        AttestationState.Refused => throw new UnreachableException(),
    };

    private static StateChanges NewChanges(string tenantId, string identityId) => new(tenantId, AttestationRow.Kind, KeyText.Clean(identityId));

    private Task<Versioned<AttestationRow>?> FindAsync(string tenantId, string identityId, CancellationToken ct) =>
        store.ReadAsync(NewChanges(tenantId, identityId).PartitionKey, AttestationRow.Key(identityId), ResponseJson.Default.AttestationRow, ct);
}
