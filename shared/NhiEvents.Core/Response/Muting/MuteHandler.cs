using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Muting;

/// <summary>Mutes a finding for a person, and lets it be heard again: when the person says so, when the end has come, when it worsens.</summary>
/// <remarks>Repeatable: the same word finds it done.</remarks>
public sealed class MuteHandler(ReactionRepository reactions, ReactHandler react, IStateStore store, Outbox outbox, Pseudonyms pseudonyms, IOptions<ResponseOptions> options, TimeProvider time)
{
    private const string NoSuchFinding = "no-such-finding";

    public Task<Outcome.Final> HandleAsync(MuteFinding mute, CancellationToken ct) => Race.RunAsync(async () =>
    {
        if (await FindAsync(mute.TenantId, mute.IdentityId, mute.FindingId, ct) is not { } found)
        {
            return Outcome.Reject(NoSuchFinding);
        }

        var (row, known, now) = (found.Row, found.Known, time.GetUtcNow());
        var changes = ReactionRepository.NewChanges(mute.TenantId, mute.IdentityId);
        switch (MuteDecision.For(known, mute.Reason, mute.Until, now, options.Value.LongestMute))
        {
            case MuteDecision.Keep:
                return Outcome.Done;
            case MuteDecision.Refuse refuse:
                known = known with { MuteRevision = known.MuteRevision + 1 };
                changes.Send(Topics.Changes, ReactionMessages.Of(new MuteChanged(mute.TenantId, mute.IdentityId, mute.FindingId, known.MuteRevision, MuteState.Refused, refuse.Why, now) { Until = known.Mute?.Until, PersonId = mute.PersonId }));
                break;
            case MuteDecision.Mute decided:
                known = MuteWords.Begin(changes, mute.IdentityId, mute.FindingId, known, decided.How, mute.Reason.Trim(), pseudonyms.Of(mute.TenantId, mute.PersonId), mute.PersonId, now);
                changes.Send(Queues.Tickets, ReactionMessages.Of(new CommentTicket(mute.TenantId, known.CaseKey, $"{mute.FindingId}#{known.MuteRevision}", $"Muted until {mute.Until:u}: {mute.Reason.Trim()}", now)));
                break;
        }

        await SaveAsync(changes, row, mute.IdentityId, mute.FindingId, known, ct);
        return Outcome.Done;
    });

    public Task<Outcome.Final> HandleAsync(UnmuteFinding unmute, CancellationToken ct) =>
        EndAsync(unmute.TenantId, unmute.IdentityId, unmute.FindingId, mute => mute is not null, "Somebody wants to hear of it again.", unmute.PersonId, null, ct);

    public Task<Outcome.Final> HandleAsync(EndMute end, CancellationToken ct) =>
        EndAsync(end.TenantId, end.IdentityId, end.FindingId, mute => mute?.Until <= end.DueAt, "The mute has ended.", null, end.DueAt, ct);

    private Task<Outcome.Final> EndAsync(string tenantId, string identityId, string findingId, Predicate<KnownMute?> ends, string why, string? personId, DateTimeOffset? due, CancellationToken ct) => Race.RunAsync(async () =>
    {
        if (await FindAsync(tenantId, identityId, findingId, ct) is not { } found)
        {
            return Outcome.Reject(NoSuchFinding);
        }

        var (row, known) = (found.Row.Value, found.Known);
        var changes = ReactionRepository.NewChanges(tenantId, identityId);
        if (due is { } at && await store.ReadAsync(changes.PartitionKey, DueRow.Key(at, findingId), ct) is { } dueRow)
        {
            changes.ClearDue(dueRow);
        }

        if (!ends(known.Mute))
        {
            if (!changes.IsEmpty)
            {
                await outbox.CommitAsync(changes, ct);
            }

            return Outcome.Done;
        }

        var actor = personId is null ? LedgerFact.System("response") : pseudonyms.Of(tenantId, personId);
        (row, known) = await react.ComeBackAsync(tenantId, identityId, findingId, row, known, changes, why, actor, personId, ct);
        await SaveAsync(changes, found.Row with { Value = row }, identityId, findingId, known, ct);
        return Outcome.Done;
    });

    private async Task<(Versioned<IdentityRow> Row, KnownFinding Known)?> FindAsync(string tenantId, string identityId, string findingId, CancellationToken ct) =>
        await reactions.FindIdentityAsync(tenantId, identityId, ct) is { } row && row.Value.Findings.GetValueOrDefault(findingId) is { } known ? (row, known) : null;

    private Task SaveAsync(StateChanges changes, Versioned<IdentityRow> row, string identityId, string findingId, KnownFinding known, CancellationToken ct)
    {
        var next = row.Value with { Findings = new Dictionary<string, KnownFinding>(row.Value.Findings) { [findingId] = known } };
        changes.Save(IdentityRow.Key(identityId), next, row, ResponseJson.Default.IdentityRow);
        return outbox.CommitAsync(changes, ct);
    }
}
