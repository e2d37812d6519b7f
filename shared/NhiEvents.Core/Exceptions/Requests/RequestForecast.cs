using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Calendar;
using NhiEvents.Core.Exceptions.Writing;

namespace NhiEvents.Core.Exceptions.Requests;

/// <summary>Judges a request by the same rules before the directory is asked: what is not known yet is taken to be in order.</summary>
public static class RequestForecast
{
    /// <summary>Where the limits are not known, nothing is refused because of them.</summary>
    private static readonly ExemptionRules Loosest = new(
        TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.Zero, TimeSpan.Zero, int.MaxValue, 0, 0, [],
        TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, new EndingCalendar([], []));

    /// <param name="terms">Null when none were announced yet.</param>
    public static RequestPreview Of(RequestExemption request, ExceptionTerms? terms, KnownIdentity known, DateTimeOffset now)
    {
        var rules = RulesOf(terms);
        var facts = FactsOf(request, terms, known, rules, now);
        var faults = RequestDecision.For(request, facts, rules, now) is RequestDecision.Refuse refuse ? refuse.Faults : [];
        return new RequestPreview(
            [.. faults.Select(fault => new PreviewFault(CamelCase.Of(fault.Kind), MemberOf(fault.Kind), fault.Text))],
            terms is null ? null : TermRules.CapOf(request, facts, rules),
            terms is null || facts.Policies.Count == 0 ? null : request.ExemptionKind is ExemptionKind.Standing || facts.Policies.Any(policy => !policy.Guarded) ? 2 : 1,
            TermRules.EndOf(request, rules, now));
    }

    private static RequestFacts FactsOf(RequestExemption request, ExceptionTerms? terms, KnownIdentity known, ExemptionRules rules, DateTimeOffset now)
    {
        var kind = KindOf(known.Kind);
        return new RequestFacts(
            new RequestedIdentity(
                request.IdentityId,
                kind,
                request.IdentityId,
                known.Protected ? "as the registry says" : null,
                Structural: true,
                Privileged: false,
                SingleTenant: known.Kind is not (IdentityKind.VendorApplication or IdentityKind.FirstPartyApplication),
                KnownSince: now - rules.HistoryNeeded,
                known.OpenFindings),
            Somebody(request.RequesterId),
            request.OwnerId is { Length: > 0 } owner ? Somebody(owner) : null,
            request.UsedById is { Length: > 0 } user ? Somebody(user) : null,
            [.. request.PolicyIds.Distinct(StringComparer.OrdinalIgnoreCase).Select(id => PolicyOf(id, terms, known.Kind is null ? null : kind, request, rules))],
            [],
            [],
            known.OpenPolicies,
            known.EarlierInAYear);
    }

    private static PersonFacts Somebody(string account) => new(account, account, IsPerson: true, null);

    private static PolicyFacts PolicyOf(string id, ExceptionTerms? terms, SubjectKind? kind, RequestExemption request, ExemptionRules rules)
    {
        if (terms is null)
        {
            return new PolicyFacts(id, id, Enforced: true, RiskBased: false, Guarded: true, ExclusionPath.Group);
        }

        if (terms.Policies.FirstOrDefault(policy => string.Equals(policy.Id, id, StringComparison.OrdinalIgnoreCase)) is not { } known)
        {
            // It may exist, but it is not set up for exceptions.
            return new PolicyFacts(id, id, Enforced: true, RiskBased: false, Guarded: false, ExclusionPath.None);
        }

        var way = kind switch
        {
            SubjectKind.ServicePrincipal => known.ForPrincipals,
            null => known.ForUsers ?? known.ForPrincipals,
            _ => known.ForUsers,
        };
        var readable = !AgreedNetworks.Faults(request.Networks, rules).Any();
        return new PolicyFacts(
            known.Id,
            known.Name,
            known.Enforced,
            known.RiskBased,
            way is ExclusionMechanism.Group && readable && known.Guards.Any(open => GuardRule.Covers(open, request.Networks)),
            way switch
            {
                ExclusionMechanism.Group => ExclusionPath.Group,
                ExclusionMechanism.AttributeTag => ExclusionPath.AttributeTag,
                ExclusionMechanism.PolicyList => ExclusionPath.PolicyList,
                ExclusionMechanism.RecordOnly or null => ExclusionPath.None,
            });
    }

    private static SubjectKind KindOf(IdentityKind? kind) => kind switch
    {
        IdentityKind.ManagedIdentity => SubjectKind.ManagedIdentity,
        IdentityKind.ServicePrincipal or IdentityKind.VendorApplication or IdentityKind.FirstPartyApplication or IdentityKind.AgentIdentity => SubjectKind.ServicePrincipal,
        IdentityKind.GuestAutomation => SubjectKind.Guest,
        IdentityKind.ServiceAccount or IdentityKind.ResourceAccount or IdentityKind.SharedMailbox or IdentityKind.SyncAccount or IdentityKind.EnrolmentAccount or IdentityKind.Robot
            or IdentityKind.OnPremises or null => SubjectKind.User,
    };

    internal static ExemptionRules RulesOf(ExceptionTerms? terms) => terms is null ? Loosest : Loosest with
    {
        StandardCap = terms.Limits.Standard,
        PrivilegedCap = terms.Limits.Privileged,
        UnguardedCap = terms.Limits.Unguarded,
        MaintenanceCap = terms.Limits.Maintenance,
        EmergencyCap = terms.Limits.Emergency,
        MaxRenewals = terms.Limits.MaxRenewals,
        WidestIpv4Prefix = terms.Limits.WidestIpv4,
        WidestIpv6Prefix = terms.Limits.WidestIpv6,
        HistoryNeeded = terms.Limits.HistoryNeeded,
        Calendar = new EndingCalendar(
            [.. terms.EndingWindows.Select(window => new EndingWindow(window.Day, window.From, window.To))], [.. terms.Freezes.Select(freeze => new Freeze(freeze.From, freeze.To))]),
    };

    private static string MemberOf(RequestFaultKind kind) => kind switch
    {
        RequestFaultKind.IdentityUnknown or RequestFaultKind.IdentityProtected or RequestFaultKind.GroupOfPrincipals or RequestFaultKind.ManagedIdentity or RequestFaultKind.ForeignPrincipal
            or RequestFaultKind.NotStructural or RequestFaultKind.BlockingFinding or RequestFaultKind.HistoryTooShort => "identityId",
        RequestFaultKind.OwnerMissing or RequestFaultKind.OwnerNotAPerson => "ownerId",
        RequestFaultKind.RequesterNotAPerson => "requester",
        RequestFaultKind.NotReadable => "tenantId",
        RequestFaultKind.UserOfMaintenanceMissing => "usedById",
        RequestFaultKind.ReasonMissing => "reason",
        RequestFaultKind.EndMissing or RequestFaultKind.EndNotAfterStart or RequestFaultKind.OverCap or RequestFaultKind.NoEndingTime or RequestFaultKind.StandingWithEnd => "end",
        RequestFaultKind.StartInThePast => "start",
        RequestFaultKind.NetworkMissing or RequestFaultKind.NetworkUnreadable or RequestFaultKind.NetworkTooWide => "networks",
        RequestFaultKind.PolicyMissing or RequestFaultKind.PolicyUnknown or RequestFaultKind.PolicyNotEnforced or RequestFaultKind.PolicyIsRisk or RequestFaultKind.NoWayToExclude
            or RequestFaultKind.CannotHelp or RequestFaultKind.StillChallenged or RequestFaultKind.AlreadyOpen or RequestFaultKind.TooManyRenewals => "policyIds",
    };
}
