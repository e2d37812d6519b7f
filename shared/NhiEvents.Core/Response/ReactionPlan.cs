using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Response.Playbooks;
using NhiEvents.Core.Response.Records;

namespace NhiEvents.Core.Response;

/// <summary>Which reactions a new finding gets. Pure.</summary>
internal static class ReactionPlan
{
    /// <param name="caseKey">Of the ticket that the reactions are told in.</param>
    /// <param name="known">What is known of the identity, without this finding.</param>
    public static IReadOnlyList<Reaction> For(
        string tenantId, Finding finding, Correlation correlation, string caseKey, PlaybookBook book, IdentityRow known, IReadOnlyList<string> tags, ResponseOptions options, DateTimeOffset now)
    {
        var subject = PlaybookSubject.Of(finding, tags);
        var most = options.MostFor(subject.Environment);
        var playbook = book.Find(subject);
        IEnumerable<PlaybookAction> actions = correlation switch
        {
            // What is known to belong to something is told there, and starts nothing else.
            Correlation.AfterException => [new PlaybookAction(ReactionKind.OpenTicket, ReactionMode.Enforce)],
            Correlation.InRotation => [new PlaybookAction(ReactionKind.HoldRotation, ReactionMode.Enforce), new PlaybookAction(ReactionKind.OpenTicket, ReactionMode.Enforce)],
            _ => playbook?.Do ?? [],
        };

        // Somebody who may be in already is not let in, whatever else is wrong with the identity; and where nothing rotates, nothing is held.
        var isSuspected = correlation is Correlation.Abuse || known.IsSuspected;
        actions = actions.Where(action => action.Kind switch
        {
            ReactionKind.OfferException or ReactionKind.GrantException or ReactionKind.EnableIdentity => !isSuspected,
            ReactionKind.HoldRotation => known.Rotations.Values.Any(rotation => rotation.Open),
            _ => true,
        });
        return [.. actions.Select(action => Plan(action.Mode < most ? action.Mode : most, action.Kind))];

        Reaction Plan(ReactionMode mode, ReactionKind kind) => new(
            MessageIds.From(finding.Id, kind.ToString()), tenantId, finding.Identity, finding.Id, finding.FindingType, caseKey,
            correlation is Correlation.InRotation or Correlation.AfterException ? "correlation" : playbook?.Id ?? "none", kind, mode, StateOf(mode, kind), now);
    }

    /// <summary>Telling people is how a thing is proposed; so a ticket is written in both modes.</summary>
    private static ReactionState StateOf(ReactionMode mode, ReactionKind kind) => (mode, kind) switch
    {
        (ReactionMode.Observe, _) => ReactionState.Observed,
        (_, ReactionKind.OpenTicket or ReactionKind.OfferException or ReactionKind.NotifyOwner) => ReactionState.Done,
        (ReactionMode.Propose, _) => ReactionState.Proposed,
        _ when ReactionInverse.NeedsPerson(kind) => ReactionState.Proposed,
        (_, ReactionKind.DisableIdentity or ReactionKind.GrantException or ReactionKind.CallWebhook) => ReactionState.Waiting,
        _ => ReactionState.Done,
    };
}
