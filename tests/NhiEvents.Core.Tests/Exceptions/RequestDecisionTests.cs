using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Exceptions.Calendar;
using NhiEvents.Core.Exceptions.Requests;

namespace NhiEvents.Core.Tests.Exceptions;

public sealed class RequestDecisionTests
{
    private delegate (RequestExemption Request, RequestFacts Facts) Wrong(RequestExemption request, RequestFacts facts);

    private static readonly Dictionary<RequestFaultKind, Wrong> OneFaultEach = new()
    {
        [RequestFaultKind.IdentityUnknown] = (r, f) => (r, f with { Identity = null }),
        [RequestFaultKind.IdentityProtected] = (r, f) => (r, Identity(f, i => i with { Protected = "break-glass account" })),
        [RequestFaultKind.GroupOfPrincipals] = (r, f) => (r, Identity(f, i => i with { Kind = SubjectKind.Group })),
        [RequestFaultKind.ManagedIdentity] = (r, f) => (r, Identity(f, i => i with { Kind = SubjectKind.ManagedIdentity })),
        [RequestFaultKind.ForeignPrincipal] = (r, f) => (r, Identity(f, i => i with { Kind = SubjectKind.ServicePrincipal, SingleTenant = false })),
        [RequestFaultKind.OwnerMissing] = (r, f) => (r, f with { Owner = null }),
        [RequestFaultKind.OwnerNotAPerson] = (r, f) => (r, f with { Owner = f.Owner! with { IsPerson = false } }),
        [RequestFaultKind.RequesterNotAPerson] = (r, f) => (r, f with { Requester = f.Requester! with { IsPerson = false } }),
        [RequestFaultKind.UserOfMaintenanceMissing] = (r, f) => (r with { ExemptionKind = ExemptionKind.InteractiveMaintenance, End = Given.Now.AddHours(2) }, f),
        [RequestFaultKind.ReasonMissing] = (r, f) => (r with { Reason = "   because " }, f),
        [RequestFaultKind.EndMissing] = (r, f) => (r with { End = null }, f),
        [RequestFaultKind.EndNotAfterStart] = (r, f) => (r with { Start = Given.Now.AddDays(3), End = Given.Now.AddDays(3) }, f),
        [RequestFaultKind.StartInThePast] = (r, f) => (r with { Start = Given.Now.AddDays(-2) }, f),
        [RequestFaultKind.OverCap] = (r, f) => (r with { End = Given.Now.AddDays(30).AddSeconds(1) }, f),
        [RequestFaultKind.StandingWithEnd] = (r, f) => (r with { ExemptionKind = ExemptionKind.Standing }, Identity(f, i => i with { Structural = true })),
        [RequestFaultKind.NotStructural] = (r, f) => (r with { ExemptionKind = ExemptionKind.Standing, End = null }, f),
        [RequestFaultKind.NetworkMissing] = (r, f) => (r with { Networks = [] }, f),
        [RequestFaultKind.NetworkUnreadable] = (r, f) => (r with { Networks = ["192.0.2.0/33"] }, f),
        [RequestFaultKind.NetworkTooWide] = (r, f) => (r with { Networks = ["0.0.0.0/0"] }, f),
        [RequestFaultKind.PolicyMissing] = (r, f) => (r with { PolicyIds = [] }, f with { Policies = [] }),
        [RequestFaultKind.PolicyUnknown] = (r, f) => (r with { PolicyIds = [Given.Policy, "nowhere"] }, f),
        [RequestFaultKind.PolicyNotEnforced] = (r, f) => (r, Policy(f, p => p with { Enforced = false })),
        [RequestFaultKind.PolicyIsRisk] = (r, f) => (r, Policy(f, p => p with { RiskBased = true })),
        [RequestFaultKind.NoWayToExclude] = (r, f) => (r, Policy(f, p => p with { Path = ExclusionPath.None })),
        [RequestFaultKind.CannotHelp] = (r, f) => (r, f with { Demands = [Demand.ConditionalAccess, Demand.MandatoryMfa] }),
        [RequestFaultKind.BlockingFinding] = (r, f) => (r, Identity(f, i => i with { OpenFindings = ["NHI101", "NHI211"] })),
        [RequestFaultKind.HistoryTooShort] = (r, f) => (r, Identity(f, i => i with { KnownSince = Given.Now.AddDays(-13) })),
        [RequestFaultKind.StillChallenged] = (r, f) => (r, f with { StillChallenging = [Given.Policy, Given.OtherPolicy] }),
        [RequestFaultKind.AlreadyOpen] = (r, f) => (r, f with { OpenPolicies = [Given.Policy.ToUpperInvariant()] }),
        [RequestFaultKind.TooManyRenewals] = (r, f) => (r, f with { EarlierInAYear = 4 }),
    };

    public static TheoryData<string> Kinds => [.. OneFaultEach.Keys.Select(kind => kind.ToString())];

    [Fact]
    public void A_whole_request_is_accepted_as_it_was_asked_for()
    {
        var exemption = Given.Requested();

        Assert.Equal((ExemptionState.Requested, ExclusionMechanism.Group, true), (exemption.State, exemption.Mechanism, exemption.Guarded));
        Assert.Equal((Given.Now, Given.Now.AddDays(20), (DateTimeOffset?)null), (exemption.Start, exemption.End!.Value, exemption.WishedEnd));
        Assert.Equal((Given.Owner, Given.Requester), (exemption.People.Owner, exemption.People.Requester));
        Assert.Equal(1, exemption.ApprovalsNeeded);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_fault_alone_is_named_alone(string kind)
    {
        var expected = Enum.Parse<RequestFaultKind>(kind);
        var (request, facts) = OneFaultEach[expected](Given.Request, Given.Facts);

        var faults = Refused(request, facts);

        Assert.Equal([expected], faults.Select(fault => fault.Kind));
        Assert.EndsWith(".", faults[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_fault_has_its_test()
    {
        // No ending time needs another calendar, and what cannot be read comes before any decision: both have tests of their own.
        Assert.Equal(Enum.GetValues<RequestFaultKind>().Except([RequestFaultKind.NoEndingTime, RequestFaultKind.NotReadable]), OneFaultEach.Keys.Order());
    }

    [Fact]
    public void All_faults_are_named_at_once()
    {
        var request = Given.Request with { End = null, Reason = null, Networks = ["::/0", "nonsense"], PolicyIds = ["nowhere"] };
        var facts = Given.Facts with
        {
            Owner = null,
            Requester = null,
            Policies = [],
            Identity = Given.Identity with { Protected = "our own", OpenFindings = ["NHI305", "NHI203"], KnownSince = null },
            Demands = [Demand.PerUserMfa, Demand.SecurityDefaults, Demand.IdentityProtection, Demand.HomeTenant, Demand.MandatoryMfa],
        };

        var kinds = Refused(request, facts).GroupBy(fault => fault.Kind).ToDictionary(group => group.Key, group => group.Count());

        Assert.Equal(
            new Dictionary<RequestFaultKind, int>
            {
                [RequestFaultKind.RequesterNotAPerson] = 1,
                [RequestFaultKind.OwnerMissing] = 1,
                [RequestFaultKind.ReasonMissing] = 1,
                [RequestFaultKind.IdentityProtected] = 1,
                [RequestFaultKind.BlockingFinding] = 2,
                [RequestFaultKind.HistoryTooShort] = 1,
                [RequestFaultKind.PolicyUnknown] = 1,
                [RequestFaultKind.CannotHelp] = 5,
                [RequestFaultKind.NetworkTooWide] = 1,
                [RequestFaultKind.NetworkUnreadable] = 1,
                [RequestFaultKind.EndMissing] = 1,
            },
            kinds);
    }

    [Theory]
    [InlineData(false, true, 30.0)]
    [InlineData(true, true, 14.0)]
    [InlineData(false, false, 3.0)]
    [InlineData(true, false, 3.0)]
    public void The_cap_depends_on_privileges_and_guard(bool privileged, bool guarded, double days)
    {
        var facts = Policy(Identity(Given.Facts, i => i with { Privileged = privileged }), p => p with { Guarded = guarded });

        var longest = Given.Requested(Given.Request with { End = Given.Now.AddDays(days) }, facts);
        var longer = Refused(Given.Request with { End = Given.Now.AddDays(days).AddMinutes(1) }, facts);

        Assert.Equal(Given.Now.AddDays(days), longest.End);
        Assert.Equal(guarded ? 1 : 2, longest.ApprovalsNeeded);
        Assert.Equal([RequestFaultKind.OverCap], longer.Select(fault => fault.Kind));
    }

    [Fact]
    public void Maintenance_by_a_person_is_for_eight_hours_at_most()
    {
        var request = Given.Request with { ExemptionKind = ExemptionKind.InteractiveMaintenance, End = Given.Now.AddHours(8) };
        var facts = Given.Facts with { UsedBy = Given.Person("person-admin") };

        Assert.Equal("person-admin", Given.Requested(request, facts).People.UsedBy);
        Assert.Equal([RequestFaultKind.OverCap], Refused(request with { End = Given.Now.AddHours(9) }, facts).Select(fault => fault.Kind));
    }

    /// <summary>Break-glass accounts are excluded for good, and we never write to them: a record, nothing else.</summary>
    [Fact]
    public void A_standing_exception_of_a_protected_account_is_a_record_only()
    {
        var request = Given.Request with { ExemptionKind = ExemptionKind.Standing, End = null, Networks = [] };
        var facts = Identity(Given.Facts, i => i with { Structural = true, Protected = "break-glass account", KnownSince = null });

        var exemption = Given.Requested(request, facts);

        Assert.Equal((ExclusionMechanism.RecordOnly, 2, Given.Now.AddDays(180)), (exemption.Mechanism, exemption.ApprovalsNeeded, exemption.ReviewBy!.Value));
        Assert.Null(exemption.End);
    }

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("10.0.0.0/15")]
    [InlineData("::/0")]
    [InlineData("2001:db8::/31")]
    [InlineData("::ffff:0:0/96")]
    public void A_network_that_is_no_agreement_is_refused(string network) =>
        Assert.Equal([RequestFaultKind.NetworkTooWide], Refused(Given.Request with { Networks = [network] }, Given.Facts).Select(fault => fault.Kind));

    [Fact]
    public void An_end_in_a_freeze_is_moved_before_it_and_the_wish_is_kept()
    {
        var rules = Given.Rules with { Calendar = new EndingCalendar([], [new Freeze(Given.Now.AddDays(18), Given.Now.AddDays(40))]) };

        var accepted = Assert.IsType<RequestDecision.Accept>(RequestDecision.For(Given.Request, Given.Facts, rules, Given.Now));
        var frozen = RequestDecision.For(
            Given.Request, Given.Facts, rules with { Calendar = new EndingCalendar([], [new Freeze(Given.Now.AddDays(-1), Given.Now.AddDays(40))]) }, Given.Now);

        Assert.Equal((Given.Now.AddDays(18).AddSeconds(-1), Given.Now.AddDays(20)), (accepted.Exemption.End!.Value, accepted.Exemption.WishedEnd!.Value));
        Assert.Equal(RequestFaultKind.NoEndingTime, Assert.Single(Assert.IsType<RequestDecision.Refuse>(frozen).Faults).Kind);
    }

    /// <summary>A hostile name in a request must not write into a terminal or a log.</summary>
    [Fact]
    public void Control_characters_of_a_request_do_not_come_back()
    {
        var faults = Refused(Given.Request with { PolicyIds = ["\u001b[2J" + new string('x', 500)], Networks = ["\u001b[2J"] }, Given.Facts with { Policies = [] });

        Assert.All(faults, fault => Assert.DoesNotContain('\u001b', fault.Text));
        Assert.All(faults, fault => Assert.InRange(fault.Text.Length, 1, 200));
    }

    private static IReadOnlyList<RequestFault> Refused(RequestExemption request, RequestFacts facts) =>
        Assert.IsType<RequestDecision.Refuse>(RequestDecision.For(request, facts, Given.Rules, Given.Now)).Faults;

    private static RequestFacts Identity(RequestFacts facts, Func<RequestedIdentity, RequestedIdentity> change) => facts with { Identity = change(facts.Identity!) };

    private static RequestFacts Policy(RequestFacts facts, Func<PolicyFacts, PolicyFacts> change) => facts with { Policies = [change(facts.Policies[0])] };
}
