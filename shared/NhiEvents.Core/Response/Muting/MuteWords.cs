using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Muting;

/// <summary>What is sent and written down about a mute, within the transaction that changes it.</summary>
internal static class MuteWords
{
    /// <summary>The mute begins: its end is due, everybody who shows the finding hears of it, and it is in the ledger.</summary>
    /// <param name="actor">A pseudonym or a system.</param>
    public static KnownFinding Begin(StateChanges changes, string identityId, string findingId, KnownFinding known, KnownMute mute, string why, string actor, string? personId, DateTimeOffset now)
    {
        var next = known with { Mute = mute, MuteRevision = known.MuteRevision + 1 };
        changes.SendAt(mute.Until, findingId, Queues.ReactionsDue, ReactionMessages.Of(new EndMute(changes.TenantId, identityId, findingId, mute.Until), next.MuteRevision));
        changes.Send(Topics.Changes, ReactionMessages.Of(new MuteChanged(changes.TenantId, identityId, findingId, next.MuteRevision, MuteState.Muted, why, now) { Until = mute.Until, PersonId = personId }));
        changes.Record(Fact(actor, "finding-muted", identityId, findingId, known.Number, mute.Until));
        return next;
    }

    /// <summary>The mute is over.</summary>
    public static KnownFinding End(StateChanges changes, string identityId, string findingId, KnownFinding known, string why, string actor, string? personId, DateTimeOffset now)
    {
        var next = known with { Mute = null, MuteRevision = known.MuteRevision + 1 };
        changes.Send(Topics.Changes, ReactionMessages.Of(new MuteChanged(changes.TenantId, identityId, findingId, next.MuteRevision, MuteState.Heard, why, now) { PersonId = personId }));
        changes.Record(Fact(actor, "finding-heard-again", identityId, findingId, known.Number, now));
        return next;
    }

    private static LedgerFact Fact(string actor, string action, string identityId, string findingId, string number, DateTimeOffset at) =>
        new(actor, action, LedgerPhase.Decision, findingId, [new("identity", identityId), new("finding", number), new("until", KeyText.Sortable(at))]);
}
