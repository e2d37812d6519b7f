using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Exceptions.Requests;

/// <summary>Who must stand behind a request.</summary>
internal static class PeopleRules
{
    private const int ShortestReason = 10;

    public static IEnumerable<RequestFault> Faults(RequestExemption request, RequestFacts facts)
    {
        if (facts.Requester is not { IsPerson: true })
        {
            yield return new(RequestFaultKind.RequesterNotAPerson, "A person has to ask; a service principal or service account cannot.");
        }

        if (facts.Owner is null)
        {
            yield return new(RequestFaultKind.OwnerMissing, "No owner is named, or there is no such account. Name the person who answers for the identity.");
        }
        else if (!facts.Owner.IsPerson)
        {
            yield return new(RequestFaultKind.OwnerNotAPerson, "The owner must be a person.");
        }

        if (request.ExemptionKind is ExemptionKind.InteractiveMaintenance && facts.UsedBy is not { IsPerson: true })
        {
            yield return new(RequestFaultKind.UserOfMaintenanceMissing, "Interactive maintenance names the person who will use the account.");
        }

        if (request.Reason is null || request.Reason.Trim().Length < ShortestReason)
        {
            yield return new(RequestFaultKind.ReasonMissing, $"A reason is missing (at least {ShortestReason} characters). Say what breaks without the exception.");
        }
    }
}
