using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Playbooks;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Containing;

/// <summary>A person lets a proposed reaction happen, or denies it. A word that changes nothing is answered in the ticket.</summary>
/// <remarks>Repeatable: the same word finds it done.</remarks>
public sealed class DecideReactionHandler(ReactionRepository reactions, IDirectory directory, TimeProvider time)
{
    private const string NoSuchReaction = "no-such-reaction";

    private const string NoPerson = "no-person";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    public async Task<Outcome> HandleAsync(ApproveReaction approve, CancellationToken ct)
    {
        bool isPerson;
        try
        {
            // Accounts of machines do not approve, and nobody approves what is done to his own.
            isPerson = !string.Equals(approve.PersonId, approve.IdentityId, StringComparison.OrdinalIgnoreCase) && await directory.FindUserAsync(approve.PersonId, ct) is { Enabled: true, Guest: false };
        }
        catch (EntraException trouble) when (trouble.Fault is EntraFault.Throttled or EntraFault.Transient)
        {
            return Outcome.Retry(trouble.RetryAfter ?? Pause);
        }
        catch (EntraException unreadable)
        {
            return await AnswerAsync(approve, $"The approval does not count, because nobody could say who approved: {unreadable.Message}", Outcome.Done, ct);
        }

        return isPerson
            ? await Race.RunAsync(() => ApproveAsync(approve, ct))
            : await AnswerAsync(approve, "The approval does not count: only a person approves, with an account that is enabled and no guest, and nobody what is done to his own.", Outcome.Reject(NoPerson), ct);
    }

    /// <summary>Denies what is not done yet; what is done is no longer a matter of denying.</summary>
    internal Task<Outcome.Final> DenyAsync(UndoReaction deny, CancellationToken ct) => Race.RunAsync(async () =>
    {
        switch (await reactions.FindAsync(deny.TenantId, deny.IdentityId, deny.ReactionId, ct))
        {
            case null:
                return await UnknownAsync(deny.TenantId, deny.IdentityId, deny.ReactionId, deny.CaseKey, ct);
            case { Value.State: ReactionState.Proposed or ReactionState.Waiting } found:
                await reactions.SaveAsync(found, found.Value with { State = ReactionState.Undone, DecidedBy = deny.PersonId, Text = "A person has denied it." }, null, LedgerPhase.Decision, tell: true, ct);
                break;
            case { Value: { State: ReactionState.Undone } over } when over.DecidedBy == deny.PersonId:
                break; // said again
            case { Value: var late }:
                await reactions.TellAsync(
                    late.TenantId, late.Identity.Id, deny.CaseKey ?? late.CaseKey, Word("deny", late, deny.PersonId), $"The denial changes nothing: {PlaybookBook.NameOf(late.Kind)} is {TicketText.Words(late.State)}. To take back what is done: nhi reactions undo {late.Id}", ct);
                break;
        }

        return Outcome.Done;
    });

    private async Task<Outcome> ApproveAsync(ApproveReaction approve, CancellationToken ct)
    {
        if (await reactions.FindAsync(approve.TenantId, approve.IdentityId, approve.ReactionId, ct) is not { } found)
        {
            return await UnknownAsync(approve.TenantId, approve.IdentityId, approve.ReactionId, approve.CaseKey, ct);
        }

        const string Approved = "A person has approved it.";
        var now = time.GetUtcNow();
        switch (found.Value)
        {
            case { State: ReactionState.Proposed, Kind: ReactionKind.RemoveCredential } removal when approve.KeyId is null:
                const string Which = "Name the credential with its approval: the key id, as the sign-in log and the application show it.";
                if (removal.Text != Which)
                {
                    await reactions.SaveAsync(found, removal with { Text = Which }, null, LedgerPhase.Decision, tell: true, ct);
                }

                break;
            case { State: ReactionState.Proposed, Kind: ReactionKind.StartRotation } rotation:
                var start = ReactHandler.Rotation(approve.TenantId, approve.IdentityId, rotation.FindingType, rotation.FindingId, rotation.CaseKey, now) with { RequesterId = approve.PersonId };
                await reactions.SaveAsync(
                    found, rotation with { State = ReactionState.Done, DecidedBy = approve.PersonId, Text = Approved }, null, LedgerPhase.Decision, tell: true, ct,
                    changes => changes.Send(Queues.Rotations, ReactionMessages.Of(start)));
                break;
            case { State: ReactionState.Proposed, Kind: ReactionKind.HoldRotation } hold:
                var open = (await reactions.FindIdentityAsync(approve.TenantId, approve.IdentityId, ct))?.Value.Rotations.Where(rotation => rotation.Value.Open).Select(rotation => rotation.Key).ToList() ?? [];
                await reactions.SaveAsync(
                    found, hold with { State = ReactionState.Done, DecidedBy = approve.PersonId, Text = Approved }, null, LedgerPhase.Decision, tell: true, ct,
                    changes => open.ForEach(id => changes.Send(Queues.Rotations, ReactionMessages.Of(new HoldRotation(approve.TenantId, approve.IdentityId, id, $"A person wants it held because of {hold.FindingType}.", now) { PersonId = approve.PersonId }, hold.FindingId))));
                break;
            case { State: ReactionState.Proposed } or { State: ReactionState.Waiting, DecidedBy: null }: // the limit of what nobody has looked at may hold it
                await reactions.SaveAsync(
                    found, found.Value with { State = ReactionState.Waiting, DecidedBy = approve.PersonId, KeyId = approve.KeyId, Text = Approved }, now, LedgerPhase.Decision, tell: true, ct);
                break;
            case var late when late.State is ReactionState.Undone || late.DecidedBy != approve.PersonId:
                await reactions.TellAsync(
                    late.TenantId, late.Identity.Id, approve.CaseKey ?? late.CaseKey, Word("approve", late, approve.PersonId), $"The approval comes too late and changes nothing: {PlaybookBook.NameOf(late.Kind)} is {TicketText.Words(late.State)}. {late.Text}".TrimEnd(), ct);
                break;
        }

        return Outcome.Done;
    }

    private async Task<Outcome> AnswerAsync(ApproveReaction approve, string text, Outcome outcome, CancellationToken ct)
    {
        var found = await reactions.FindAsync(approve.TenantId, approve.IdentityId, approve.ReactionId, ct);
        if ((approve.CaseKey ?? found?.Value.CaseKey) is { } caseKey)
        {
            await reactions.TellAsync(approve.TenantId, approve.IdentityId, caseKey, $"approve|{approve.ReactionId}|{approve.PersonId}|{text}", text, ct);
        }

        return outcome;
    }

    private async Task<Outcome.Final> UnknownAsync(string tenantId, string identityId, string reactionId, string? caseKey, CancellationToken ct)
    {
        if (caseKey is null)
        {
            return Outcome.Reject(NoSuchReaction);
        }

        await reactions.TellAsync(tenantId, identityId, caseKey, $"unknown|{reactionId}", $"There is no reaction {PlainText.OneLine(reactionId)} on this identity. The ticket names those that wait for a person.", ct);
        return Outcome.Done;
    }

    private static string Word(string word, Reaction about, string? personId) => $"{word}|{about.Id}|{personId}|{about.State}";
}
