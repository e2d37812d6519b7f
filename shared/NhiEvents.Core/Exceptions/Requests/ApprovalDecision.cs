using NhiEvents.Contracts.Exceptions;

namespace NhiEvents.Core.Exceptions.Requests;

/// <summary>What an approval does.</summary>
internal abstract record ApprovalDecision
{
    private ApprovalDecision()
    {
    }

    /// <summary>This person's approval counts.</summary>
    public sealed record Count : ApprovalDecision;

    /// <summary>Nothing to do: the person has approved already, or there is nothing open to approve.</summary>
    public sealed record Keep : ApprovalDecision;

    /// <summary>This person has looked at a standing exception again.</summary>
    public sealed record Review : ApprovalDecision;

    /// <summary>This person says that the guard of a suspended exception is mended.</summary>
    public sealed record Resume : ApprovalDecision;

    public sealed record Refuse(IReadOnlyList<string> Faults) : ApprovalDecision;

    /// <summary>For a request, for the review of a standing exception, and for one that is suspended.</summary>
    public static ApprovalDecision For(Exemption exemption, PersonFacts? approver, ExemptionRules rules, DateTimeOffset now)
    {
        var asked = exemption switch
        {
            { State: ExemptionState.Requested } when approver is null || !exemption.IsApprovedBy(approver.PersonId) => new Count(),
            { State: ExemptionState.Suspended } => new Resume(),
            _ when exemption.IsReviewOpen(now) && (approver is null || !exemption.Reviews.Any(review => review.PersonId == approver.PersonId)) => (ApprovalDecision)new Review(),
            _ => new Keep(),
        };
        if (asked is Keep)
        {
            return asked;
        }

        var faults = FaultsOf(approver, [exemption.People.Requester, exemption.People.Owner, exemption.People.UsedBy], rules, now).ToList();
        if (exemption.End <= now)
        {
            faults.Add("Its end has passed.");
        }

        return faults.Count > 0 ? new Refuse(faults) : asked;
    }

    /// <summary>For an extension: an emergency one needs somebody who has not approved this exception before.</summary>
    public static ApprovalDecision For(Exemption exemption, Extension extension, PersonFacts? approver, ExemptionRules rules, DateTimeOffset now)
    {
        if (approver is not null && extension.Approvals.Any(approval => approval.PersonId == approver.PersonId))
        {
            return new Keep();
        }

        var faults = FaultsOf(approver, [extension.Requester, exemption.People.Requester, exemption.People.Owner, exemption.People.UsedBy], rules, now).ToList();
        if (approver is not null && extension.Emergency && exemption.IsApprovedBy(approver.PersonId))
        {
            faults.Add("An emergency extension needs an approver who has not approved this exception before.");
        }

        if (extension.End <= now)
        {
            faults.Add("The new end has passed.");
        }

        return faults.Count > 0 ? new Refuse(faults) : new Count();
    }

    private static IEnumerable<string> FaultsOf(PersonFacts? approver, IReadOnlyList<string?> involved, ExemptionRules rules, DateTimeOffset now)
    {
        if (approver is null)
        {
            yield return "There is no such account.";
            yield break;
        }

        if (!approver.IsPerson)
        {
            yield return "A service principal or service account cannot approve.";
        }

        if (involved.Contains(approver.PersonId))
        {
            yield return "The approver must be another person than requester, owner and user.";
        }

        if (approver.ApproverSince is not { } since)
        {
            yield return "The account is not in the approvers' group.";
        }
        else if (now - since <= rules.ApproverMemberFor)
        {
            yield return $"The account has been an approver since {since:u} only; {rules.ApproverMemberFor.TotalHours:0} hours are needed.";
        }
    }
}
