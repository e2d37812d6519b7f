using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Exceptions.Lifecycle;
using NhiEvents.Core.Exceptions.Requests;

namespace NhiEvents.Core.Tests.Exceptions;

public sealed class ApprovalTests
{
    private static readonly Exemption Unguarded = Given.Requested(Given.Request with { End = Given.Now.AddDays(2) }, Given.Facts with { Policies = [Given.Guarded() with { Guarded = false }] });

    [Fact]
    public void Another_person_approves() => Assert.IsType<ApprovalDecision.Count>(Decide(Given.Requested(), Given.Approver()));

    [Theory]
    [InlineData(Given.Owner)]
    [InlineData(Given.Requester)]
    public void Owner_and_requester_cannot_approve_with_any_of_their_accounts(string person) =>
        Assert.Contains("another person", Refused(Given.Requested(), Given.Approver(person) with { AccountId = "a-second-account" }), StringComparison.Ordinal);

    [Fact]
    public void A_service_principal_cannot_approve() =>
        Assert.Contains("cannot approve", Refused(Given.Requested(), Given.Approver() with { IsPerson = false }), StringComparison.Ordinal);

    [Theory]
    [InlineData(24.0, false)]
    [InlineData(24.1, true)]
    public void An_approver_must_have_been_one_for_a_day(double hours, bool accepted)
    {
        var decision = Decide(Given.Requested(), Given.Approver() with { ApproverSince = Given.Now.AddHours(-hours) });

        Assert.Equal(accepted, decision is ApprovalDecision.Count);
    }

    [Fact]
    public void Who_is_in_no_approvers_group_cannot_approve() =>
        Assert.Contains("approvers' group", Refused(Given.Requested(), Given.Person("person-somebody")), StringComparison.Ordinal);

    [Fact]
    public void Without_a_guard_two_persons_are_needed_and_one_does_not_count_twice()
    {
        var once = ExemptionLife.Approve(Unguarded, "person-approver", Given.Now);
        var again = Decide(once, Given.Approver());
        var twice = ExemptionLife.Approve(once, "person-second", Given.Now);

        Assert.IsType<ApprovalDecision.Keep>(again);
        Assert.Equal((ExemptionState.Requested, ExemptionState.Approved), (once.State, twice.State));
    }

    [Fact]
    public void An_extension_needs_its_own_approval_and_moves_the_end_only_then()
    {
        var asked = Ask(Given.Active, Given.Active.End!.Value.AddDays(10));
        var extended = ExemptionLife.ApproveExtension(asked, "person-approver", Given.Now);

        Assert.Equal(Given.Active.End, asked.End);
        Assert.Equal((Given.Active.End.Value.AddDays(10), 1, (Extension?)null), (extended.End!.Value, extended.Renewals, extended.Extension));
        Assert.IsType<ExtensionDecision.Keep>(Extend(extended, Given.Active.End.Value.AddDays(10)));
    }

    [Fact]
    public void The_emergency_extension_comes_once_for_72_hours_from_a_second_approver()
    {
        var end = Given.Active.End!.Value;
        var asked = Ask(Given.Active, end.AddHours(72), emergency: true);

        var bySame = ApprovalDecision.For(asked, asked.Extension!, Given.Approver(), Given.Rules, Given.Now);
        var bySecond = ApprovalDecision.For(asked, asked.Extension!, Given.Approver("person-second"), Given.Rules, Given.Now);
        var extended = ExemptionLife.ApproveExtension(asked, "person-second", Given.Now);
        var again = Extend(extended, end.AddHours(80), emergency: true, id: "extension-2");
        var tooLong = Extend(Given.Active, end.AddHours(73), emergency: true);

        Assert.Contains("not approved this exception before", string.Join(' ', Assert.IsType<ApprovalDecision.Refuse>(bySame).Faults), StringComparison.Ordinal);
        Assert.IsType<ApprovalDecision.Count>(bySecond);
        Assert.Equal((end.AddHours(72), true), (extended.End!.Value, extended.EmergencyUsed));
        Assert.Contains("has been used", string.Join(' ', Assert.IsType<ExtensionDecision.Refuse>(again).Faults), StringComparison.Ordinal);
        Assert.Contains("3 days at the most", string.Join(' ', Assert.IsType<ExtensionDecision.Refuse>(tooLong).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void An_extension_is_refused_with_every_reason()
    {
        var exemption = Given.Active with { Renewals = 3 };

        var refused = Assert.IsType<ExtensionDecision.Refuse>(ExtensionDecision.For(
            exemption, new ExtendExemption(Given.Tenant, Given.Account, exemption.Id, "x", "sp", exemption.End!.Value.AddDays(31), "more"), Given.Person("sp") with { IsPerson = false }, ["NHI211"], Given.Rules, Given.Now));

        Assert.Equal(4, refused.Faults.Count);
    }

    [Fact]
    public void What_has_ended_is_not_extended()
    {
        var expiring = ExemptionLife.ClaimRemoval(Given.Active, EndCause.Expired, null, Given.Now);

        Assert.IsType<ExtensionDecision.Refuse>(Extend(expiring, expiring.End!.Value.AddDays(1)));
        Assert.Same(expiring, ExemptionLife.ApproveExtension(expiring, "person-second", Given.Now));
    }

    private static ApprovalDecision Decide(Exemption exemption, PersonFacts approver) => ApprovalDecision.For(exemption, approver, Given.Rules, Given.Now);

    private static string Refused(Exemption exemption, PersonFacts approver) => string.Join(' ', Assert.IsType<ApprovalDecision.Refuse>(Decide(exemption, approver)).Faults);

    private static ExtensionDecision Extend(Exemption exemption, DateTimeOffset end, bool emergency = false, string id = "extension-1") => ExtensionDecision.For(
        exemption, new ExtendExemption(Given.Tenant, Given.Account, exemption.Id, id, "account-requester", end, "still moving") { Emergency = emergency }, Given.Person(Given.Requester), [], Given.Rules, Given.Now);

    private static Exemption Ask(Exemption exemption, DateTimeOffset end, bool emergency = false) =>
        ExemptionLife.AskExtension(exemption, Assert.IsType<ExtensionDecision.Accept>(Extend(exemption, end, emergency)).Extension, Given.Now);
}
