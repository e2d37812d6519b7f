using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Containing;

/// <summary>A person approves a proposed reaction, or takes one back.</summary>
/// <remarks>Repeatable: the same word finds it done.</remarks>
public sealed class DecideReactionHandler(ReactionRepository reactions, IDirectory directory, TimeProvider time)
{
    private const string NoSuchReaction = "no-such-reaction";

    private const string NoPerson = "no-person";

    public async Task<Outcome> HandleAsync(ApproveReaction approve, CancellationToken ct)
    {
        // Accounts of machines do not approve, and nobody approves what is done to his own.
        if (string.Equals(approve.PersonId, approve.IdentityId, StringComparison.OrdinalIgnoreCase) || await directory.FindUserAsync(approve.PersonId, ct) is not { Enabled: true, Guest: false })
        {
            return Outcome.Reject(NoPerson);
        }

        return await Race.RunAsync(async () =>
        {
            if (await reactions.FindAsync(approve.TenantId, approve.IdentityId, approve.ReactionId, ct) is not { } found)
            {
                return Outcome.Reject(NoSuchReaction);
            }

            if (found.Value is { State: ReactionState.Proposed, Kind: ReactionKind.RemoveCredential } removal && approve.KeyId is null)
            {
                const string Which = "Name the credential with its approval: the key id, as the sign-in log and the application show it.";
                if (removal.Text != Which)
                {
                    await reactions.SaveAsync(found, removal with { Text = Which }, null, LedgerPhase.Decision, tell: true, ct);
                }
            }
            else if (found.Value is { State: ReactionState.Proposed } proposed && IsRun(proposed.Kind))
            {
                await reactions.SaveAsync(found, proposed with { State = ReactionState.Waiting, KeyId = approve.KeyId, Text = "A person has approved it." }, time.GetUtcNow(), LedgerPhase.Decision, tell: true, ct);
            }
            else if (found.Value is { State: ReactionState.Proposed, Kind: ReactionKind.StartRotation } rotation)
            {
                var start = ReactHandler.Rotation(approve.TenantId, approve.IdentityId, rotation.FindingType, rotation.FindingId, rotation.CaseKey, time.GetUtcNow()) with { RequesterId = approve.PersonId };
                await reactions.SaveAsync(
                    found, rotation with { State = ReactionState.Done, Text = "A person has approved it." }, null, LedgerPhase.Decision, tell: true, ct,
                    changes => changes.Send(Queues.Rotations, ReactionMessages.Of(start)));
            }

            return Outcome.Done;
        });
    }

    public Task<Outcome> HandleAsync(UndoReaction undo, CancellationToken ct) => Race.RunAsync(async () =>
    {
        if (await reactions.FindAsync(undo.TenantId, undo.IdentityId, undo.ReactionId, ct) is not { } found)
        {
            return Outcome.Reject(NoSuchReaction);
        }

        switch (found.Value)
        {
            case { State: ReactionState.Proposed or ReactionState.Waiting }:
                await reactions.SaveAsync(found, found.Value with { State = ReactionState.Undone, Text = "Taken back before it was done." }, null, LedgerPhase.Decision, tell: true, ct);
                break;
            case { Kind: ReactionKind.GrantException, State: ReactionState.Done, Changed: true } granted:
                if (undo.PersonId is not { } person)
                {
                    return Outcome.Reject(NoPerson); // only a person revokes an exception
                }

                await reactions.SaveAsync(
                    found, granted with { State = ReactionState.Undone, Text = "The exception is revoked." }, null, LedgerPhase.Decision, tell: true, ct,
                    changes => changes.Send(Queues.Exceptions, ReactionMessages.Of(new RevokeExemption(undo.TenantId, undo.IdentityId, StandingApprovals.ExemptionOf(granted), person))));
                break;
            case { Kind: ReactionKind.DisableIdentity, State: ReactionState.Done, Changed: true }:
                await reactions.SaveAsync(found, found.Value with { State = ReactionState.Undoing, Text = "" }, time.GetUtcNow(), LedgerPhase.Decision, tell: true, ct);
                break;
        }

        return Outcome.Done;
    });
    /// <summary>What is done in its own step, after guard and brakes were asked.</summary>
    private static bool IsRun(ReactionKind kind) =>
        kind is ReactionKind.DisableIdentity or ReactionKind.RevokeSessions or ReactionKind.GrantException or ReactionKind.RemoveCredential or ReactionKind.CallWebhook;
}
