using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Containing;

/// <summary>Takes a reaction back: before it is done it is not done, afterwards its inverse is.</summary>
/// <remarks>Repeatable: the same word finds it taken back.</remarks>
public sealed class UndoReactionHandler(ReactionRepository reactions, DecideReactionHandler decide, TimeProvider time)
{
    private const string NoSuchReaction = "no-such-reaction";

    private const string NoPerson = "no-person";

    public Task<Outcome.Final> HandleAsync(UndoReaction undo, CancellationToken ct) => undo.OnlyBefore ? decide.DenyAsync(undo, ct) : Race.RunAsync(async () =>
    {
        if (await reactions.FindAsync(undo.TenantId, undo.IdentityId, undo.ReactionId, ct) is not { } found)
        {
            return Outcome.Reject(NoSuchReaction);
        }

        var now = time.GetUtcNow();
        switch (found.Value)
        {
            case { State: ReactionState.Proposed or ReactionState.Waiting } open:
                await EndAsync(open, "Taken back before it was done.");
                break;
            case { Kind: ReactionKind.DisableIdentity or ReactionKind.EnableIdentity, State: ReactionState.Done, Changed: true } written:
                await reactions.SaveAsync(found, written with { State = ReactionState.Undoing, Text = "" }, now, LedgerPhase.Decision, tell: true, ct);
                break;
            case { Kind: ReactionKind.CallWebhook, State: ReactionState.Done } called:
                await EndAsync(called, "Those who were called are told so.", changes => changes.Send(Queues.Deliveries, ReactionMessages.Of(ReactionActs.CallOf(called, "taken-back", now))));
                break;
            case { Kind: ReactionKind.GrantException or ReactionKind.StartRotation or ReactionKind.HoldRotation, State: ReactionState.Done } when undo.PersonId is null:
                return Outcome.Reject(NoPerson); // of exceptions and rotations only a person decides
            case { Kind: ReactionKind.GrantException, State: ReactionState.Done, Changed: true } granted:
                await EndAsync(granted, "The exception is revoked.", changes => changes.Send(
                    Queues.Exceptions, ReactionMessages.Of(new RevokeExemption(undo.TenantId, undo.IdentityId, StandingApprovals.ExemptionOf(granted), undo.PersonId!))));
                break;
            case { Kind: ReactionKind.StartRotation, State: ReactionState.Done } started:
                var begun = await RotationsAsync(undo, rotation => rotation.Open && rotation.Ticket == started.CaseKey, ct);
                await EndAsync(started, begun.Count > 0 ? "The rotation is given up." : "No rotation of it is open any more.", changes => begun.ForEach(id => changes.Send(
                    Queues.Rotations, ReactionMessages.Of(new AbortRotation(undo.TenantId, undo.IdentityId, id, undo.PersonId!, "The reaction that started it was taken back.", now)))));
                break;
            case { Kind: ReactionKind.HoldRotation, State: ReactionState.Done } held:
                var paused = await RotationsAsync(undo, rotation => rotation is { Open: true, Held: true }, ct);
                await EndAsync(held, paused.Count > 0 ? "The rotation goes on." : "No rotation is held any more.", changes => paused.ForEach(id => changes.Send(
                    Queues.Rotations, ReactionMessages.Of(new ResumeRotation(undo.TenantId, undo.IdentityId, id, undo.PersonId!, now)))));
                break;
        }

        return Outcome.Done;

        Task EndAsync(Reaction reaction, string text, Action<StateChanges>? also = null) =>
            reactions.SaveAsync(found, reaction with { State = ReactionState.Undone, DecidedBy = undo.PersonId ?? reaction.DecidedBy, Text = text }, null, LedgerPhase.Decision, tell: true, ct, also);
    });

    private async Task<List<string>> RotationsAsync(UndoReaction undo, Func<KnownRotation, bool> which, CancellationToken ct) =>
        (await reactions.FindIdentityAsync(undo.TenantId, undo.IdentityId, ct))?.Value.Rotations.Where(rotation => which(rotation.Value)).Select(rotation => rotation.Key).ToList() ?? [];
}
