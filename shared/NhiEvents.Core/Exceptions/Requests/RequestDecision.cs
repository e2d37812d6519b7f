using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Requests;

/// <summary>Whether an exception may be created. A refusal names every fault, not the first.</summary>
internal abstract record RequestDecision
{
    private RequestDecision()
    {
    }

    /// <param name="Exemption">Requested; nobody has approved it.</param>
    public sealed record Accept(Exemption Exemption) : RequestDecision;

    public sealed record Refuse(IReadOnlyList<RequestFault> Faults) : RequestDecision;

    public static RequestDecision For(RequestExemption request, RequestFacts facts, ExemptionRules rules, DateTimeOffset now)
    {
        List<RequestFault> faults = [.. PeopleRules.Faults(request, facts), .. IdentityRules.Faults(request, facts, rules, now), .. PolicyRules.Faults(request, facts, rules)];
        if (request.ExemptionKind is not ExemptionKind.Standing)
        {
            faults.AddRange(AgreedNetworks.Faults(request.Networks, rules));
        }

        faults.AddRange(TermRules.Faults(request, facts, rules, now));
        return faults.Count > 0 ? new Refuse(faults) : new Accept(Create(request, facts, rules, now));
    }

    public static string IdOf(RequestExemption request) => Contracts.MessageIds.From("exemption", request.TenantId, KeyText.Clean(request.IdentityId), request.RequestId);

    private static Exemption Create(RequestExemption request, RequestFacts facts, ExemptionRules rules, DateTimeOffset now)
    {
        var identity = facts.Identity!;
        var guarded = facts.Policies.All(policy => policy.Guarded);
        var end = TermRules.EndOf(request, rules, now);
        return new Exemption(
            IdOf(request),
            request.TenantId,
            new ExemptIdentity(identity.Id, identity.Kind, identity.DisplayName, identity.Privileged),
            request.ExemptionKind,
            MechanismOf(request, facts),
            [.. request.PolicyIds.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)],
            new AgreedScope([.. request.Networks], [.. request.AppIds]),
            new Responsible(facts.Owner!.PersonId, facts.Requester!.PersonId, facts.UsedBy?.PersonId),
            request.Reason!.Trim(),
            TermRules.StartOf(request, now),
            end,
            ExemptionState.Requested)
        {
            Ticket = request.Ticket,
            ConfigurationItem = request.ConfigurationItem,
            MigrationTarget = request.MigrationTarget,
            WishedEnd = end == request.End ? null : request.End,
            Guarded = guarded,
            Cap = TermRules.CapOf(request, facts, rules),
            Renewals = facts.EarlierInAYear,
            ReviewBy = request.ExemptionKind is ExemptionKind.Standing ? now + rules.ReviewEvery : null,
            History = [new HistoryLine(now, "requested", facts.Requester.PersonId)],
        };
    }

    private static ExclusionMechanism MechanismOf(RequestExemption request, RequestFacts facts) => request.ExemptionKind is ExemptionKind.Standing
        ? ExclusionMechanism.RecordOnly
        : facts.Policies[0].Path switch
        {
            ExclusionPath.Group => ExclusionMechanism.Group,
            ExclusionPath.AttributeTag => ExclusionMechanism.AttributeTag,
            ExclusionPath.PolicyList => ExclusionMechanism.PolicyList,
            ExclusionPath.None => throw new System.Diagnostics.UnreachableException("refused before"),
        };
}
