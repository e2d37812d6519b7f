using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Lifecycle;

namespace NhiEvents.Core.Exceptions.Requests;

/// <summary>Whether a later end may be asked for.</summary>
internal abstract record ExtensionDecision
{
    private ExtensionDecision()
    {
    }

    /// <param name="Extension">Waits for its own approval; the end stays as it is until then.</param>
    public sealed record Accept(Extension Extension) : ExtensionDecision;

    /// <summary>The same extension was asked for before.</summary>
    public sealed record Keep : ExtensionDecision;

    public sealed record Refuse(IReadOnlyList<string> Faults) : ExtensionDecision;

    public static ExtensionDecision For(Exemption exemption, ExtendExemption request, PersonFacts? requester, IReadOnlyList<string> openFindings, ExemptionRules rules, DateTimeOffset now)
    {
        if (exemption.Extension?.Id == request.ExtensionId || exemption.History.Any(line => line.What == ExemptionLife.ExtendedBy(request.ExtensionId)))
        {
            return new Keep();
        }

        var faults = new List<string>();
        if (requester is not { IsPerson: true })
        {
            faults.Add("A person has to ask; a service principal or service account cannot.");
        }

        if (exemption.State is not (ExemptionState.Scheduled or ExemptionState.Active) || exemption.End is not { } oldEnd || oldEnd <= now)
        {
            faults.Add("Only an exception that is scheduled or active, and has not reached its end, can be extended. Ask for a new one.");
            return new Refuse(faults);
        }

        if (request.End <= oldEnd)
        {
            faults.Add($"The new end {request.End:u} is not after the end {oldEnd:u}.");
        }

        faults.AddRange(openFindings.Where(finding => finding is "NHI203" or "NHI211" or "NHI302" or "NHI305").Select(finding => $"{finding} is open on the identity. Close the finding first."));
        faults.AddRange(request.Emergency ? EmergencyFaults(exemption, request, oldEnd, rules) : NormalFaults(exemption, request, rules));
        var end = request.Emergency && !rules.Calendar.IsFrozen(request.End) ? request.End : rules.Calendar.LatestEnd(request.End, oldEnd);
        if (end is null && request.End > oldEnd)
        {
            faults.Add("Between the old and the new end there is no time at which exceptions may end (ending windows and freezes).");
        }

        return faults.Count > 0 ? new Refuse(faults) : new Accept(new Extension(request.ExtensionId, requester!.PersonId, end!.Value, request.Emergency, []));
    }

    private static IEnumerable<string> EmergencyFaults(Exemption exemption, ExtendExemption request, DateTimeOffset oldEnd, ExemptionRules rules)
    {
        if (exemption.EmergencyUsed)
        {
            yield return "The one emergency extension has been used.";
        }

        if (request.End - oldEnd > rules.EmergencyCap)
        {
            yield return $"An emergency extension is for {TermRules.Text(rules.EmergencyCap)} at the most.";
        }
    }

    private static IEnumerable<string> NormalFaults(Exemption exemption, ExtendExemption request, ExemptionRules rules)
    {
        if (exemption.Kind is ExemptionKind.InteractiveMaintenance)
        {
            yield return "Interactive maintenance is not extended. Ask for a new one.";
        }

        if (exemption.Renewals >= rules.MaxRenewals)
        {
            yield return $"It has been renewed {exemption.Renewals} times in a year; {rules.MaxRenewals} is the most.";
        }

        if (exemption.Cap is { } cap && request.End - exemption.End > cap)
        {
            yield return $"One extension is for {TermRules.Text(cap)} at the most.";
        }
    }
}
