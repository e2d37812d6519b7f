using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Containing;

/// <summary>Says the approver's word for an exception that a reaction has asked for, once the request stands.</summary>
/// <remarks>Repeatable: the same person's approval counts once.</remarks>
public sealed class StandingApprovals(ReactionRepository reactions, IOptions<ResponseOptions> options, TimeProvider time)
{
    /// <summary>The id that the exception of a reaction has: the same request has the same id.</summary>
    internal static string ExemptionOf(Reaction reaction) => MessageIds.From("exemption", reaction.TenantId, KeyText.Clean(reaction.Identity.Id), reaction.Id);

    /// <summary>Only where no person has to decide: neither privileged nor without a guard that keeps it to its networks.</summary>
    internal Task<Outcome.Final> SayAsync(ExemptionChanged changed, CancellationToken ct) => changed.State is not ExemptionState.Requested
        ? Task.FromResult(Outcome.Done)
        : Race.RunAsync(async () =>
        {
            if (await reactions.FindGrantAsync(changed.TenantId, changed.IdentityId, changed.ExemptionId, ct) is not { Value.State: ReactionState.Done } found)
            {
                return Outcome.Done;
            }

            var standing = options.Value.StandingApprovals.FirstOrDefault(one => one.Covers(changed.IdentityId, time.GetUtcNow()));
            var says = changed.WebhookMayDecide && standing is not null;
            var text = says ? $"Approved under the standing approval {standing!.Name}."
                : "The standing approval does not hold here: the identity is privileged, no guard policy keeps it to its networks, or the approval is over. An approver decides in the portal.";
            if (found.Value.Text != text)
            {
                await reactions.SaveAsync(
                    found, found.Value with { Text = text }, null, LedgerPhase.Decision, tell: true, ct,
                    changes =>
                    {
                        if (says)
                        {
                            changes.Send(Queues.Exceptions, ReactionMessages.Of(new ApproveExemption(changed.TenantId, changed.IdentityId, changed.ExemptionId, standing!.ApproverId)));
                        }
                    });
            }

            return Outcome.Done;
        });
}
