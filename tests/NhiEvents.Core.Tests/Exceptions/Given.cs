using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Exceptions.Requests;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>Exceptions and what belongs to them, to test with.</summary>
internal static class Given
{
    public const string Tenant = "contoso";

    public const string Account = "11111111-0000-4000-8000-000000000001";

    public const string Policy = "aaaaaaaa-0000-4000-8000-000000000001";

    public const string OtherPolicy = "aaaaaaaa-0000-4000-8000-000000000002";

    public const string Owner = "person-owner";

    public const string Requester = "person-requester";

    public static DateTimeOffset Now { get; } = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public static ExemptionRules Rules { get; } = new ExemptionOptions().ToRules();

    public static PersonFacts Person(string id, DateTimeOffset? approverSince = null) => new("account-" + id, id, true, approverSince);

    public static PersonFacts Approver(string id = "person-approver") => Person(id, Now.AddDays(-30));

    public static RequestedIdentity Identity => new(Account, SubjectKind.User, "svc-payroll", null, false, false, true, Now.AddDays(-30), []);

    public static PolicyFacts Guarded(string id = Policy) => new(id, "Require MFA", true, false, true, ExclusionPath.Group);

    public static RequestFacts Facts => new(Identity, Person(Requester), Person(Owner), null, [Guarded()], [Demand.ConditionalAccess], [], [], 0);

    public static RequestExemption Request => new(Tenant, "request-1", Account, ExemptionKind.Standard, "account-" + Requester, [Policy], ["192.0.2.0/28"], [], Now)
    {
        End = Now.AddDays(20),
        OwnerId = "account-" + Owner,
        Reason = "The nightly payroll export fails without it.",
        Ticket = "CHG-1",
    };

    /// <summary>Accepted, and nothing else.</summary>
    public static Exemption Requested(RequestExemption? request = null, RequestFacts? facts = null) =>
        ((RequestDecision.Accept)RequestDecision.For(request ?? Request, facts ?? Facts, Rules, Now)).Exemption;

    /// <summary>Active from now for 20 days.</summary>
    public static Exemption Active => Requested() with { State = ExemptionState.Active, ActivatedAt = Now, Approvals = [new Approval("person-approver", Now)] };

    /// <summary>An open finding.</summary>
    public static FindingChanged Found(string number, string identity) => new(Tenant, 1, new Finding(
        $"{number}-{identity}", number, "name", Severity.High, new IdentityRef(identity, IdentityKind.ServiceAccount, identity), "unknown", "cause", new Evidence([], [], [], [], [], [], []), [], [], Now, Now, 1, FindingState.Open));

    public static SignIn SignIn(DateTimeOffset at, string result, bool passedByExclusion, string policy = Policy) =>
        new(Tenant, $"key-{at.Ticks}", $"id-{at.Ticks}", SignInKind.NonInteractiveUser, at, Account, 0, [EvidenceKinds.Ropc], [], [new AppliedPolicy(policy, "Require MFA", result, passedByExclusion)])
        {
            IpAddress = "192.0.2.5",
            AppId = "33333333-0000-4000-8000-000000000001",
            ResourceId = "797f4846-ba00-4fd7-ba43-dac1f8f63013",
        };
}
