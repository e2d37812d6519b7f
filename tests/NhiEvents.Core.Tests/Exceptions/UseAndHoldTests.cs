using NhiEvents.Contracts.Exceptions;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Exceptions.Brakes;
using NhiEvents.Core.Exceptions.Calendar;
using NhiEvents.Core.Exceptions.Lifecycle;

namespace NhiEvents.Core.Tests.Exceptions;

public sealed class UseAndHoldTests
{
    private static readonly Exemption Removed =
        ExemptionLife.SettleRemoved(ExemptionLife.ClaimRemoval(Given.Active, EndCause.Expired, null, Given.Now), Given.Rules, Given.Now);

    private static readonly BrakeState Enforcing = BrakeState.Initial with { Mode = ExceptionMode.Enforce };

    [Fact]
    public void A_later_sign_in_that_met_the_policy_proves_the_end_whether_it_succeeded_or_not()
    {
        foreach (var result in new[] { "success", "failure" })
        {
            var met = Assert.IsType<UseDecision.Met>(Use(Removed, 1, result, passed: false));
            var proven = ExemptionLife.Prove(Removed, met.Policies, Given.Now.AddHours(2));

            Assert.Equal((ExemptionState.Ended, ProofBasis.SignIn), (proven.State, proven.Proof!.Value));
        }
    }

    [Theory]
    [InlineData(-1.0, "failure", false)] // before the removal
    [InlineData(1.0, "notApplied", false)] // says nothing about this identity
    [InlineData(1.0, "reportOnlyFailure", false)]
    [InlineData(1.0, "success", true)] // the change takes up to a day to spread
    public void What_proves_nothing_proves_nothing(double hours, string result, bool passed) => Assert.IsType<UseDecision.Keep>(Use(Removed, hours, result, passed));

    [Fact]
    public void Every_policy_must_be_met_before_the_end_is_proven()
    {
        var both = Removed with { Policies = [Given.Policy, Given.OtherPolicy] };

        var one = ExemptionLife.Prove(both, [Given.Policy], Given.Now);
        var two = ExemptionLife.Prove(one, [Given.OtherPolicy.ToUpperInvariant()], Given.Now);

        Assert.Equal((ExemptionState.EndedUnproven, ExemptionState.Ended), (one.State, two.State));
    }

    [Fact]
    public void An_exclusion_that_still_works_after_a_day_opens_the_enforcement_again()
    {
        Assert.IsType<UseDecision.StillExcluded>(Use(Removed, 24.1, "notApplied", passed: true));
        Assert.Equal(ExemptionState.Expiring, ExemptionLife.Reopen(Removed, Given.Now.AddDays(2)).State);
    }

    [Theory]
    [InlineData(nameof(SubjectKind.User), 52)]
    [InlineData(nameof(SubjectKind.Guest), 52)]
    [InlineData(nameof(SubjectKind.ServicePrincipal), 48)]
    public void Without_a_sign_in_the_end_is_proven_by_the_documented_time(string kind, int hours)
    {
        var expiring = ExemptionLife.ClaimRemoval(Given.Active with { Identity = Given.Active.Identity with { Kind = Enum.Parse<SubjectKind>(kind) } }, EndCause.Expired, null, Given.Now);
        var removed = ExemptionLife.SettleRemoved(expiring, Given.Rules, Given.Now);

        Assert.Equal(Given.Now.AddHours(hours), removed.UnprovenUntil);
        Assert.IsType<ExemptionDecision.Keep>(ExemptionDecision.For(removed, removed.UnprovenUntil!.Value.AddSeconds(-1), []));
        Assert.IsType<ExemptionDecision.Conclude>(ExemptionDecision.For(removed, removed.UnprovenUntil.Value, []));
        Assert.Equal(ProofBasis.DocumentedBound, ExemptionLife.Conclude(removed, removed.UnprovenUntil.Value).Proof);
    }

    [Fact]
    public void Any_sign_in_shows_an_end_that_was_missed() =>
        Assert.IsType<UseDecision.Outlived>(UseDecision.For(Given.Active, Given.SignIn(Given.Now.AddDays(21), "notApplied", false), Given.Rules, Given.Now.AddDays(21)));

    [Fact]
    public void Use_from_the_agreed_network_works_and_from_elsewhere_is_outside()
    {
        var signIn = Given.SignIn(Given.Now.AddHours(1), "notApplied", true);

        Assert.IsType<UseDecision.Works>(UseDecision.For(Given.Active, signIn, Given.Rules, Given.Now.AddHours(1)));
        Assert.IsType<UseDecision.Works>(UseDecision.For(Given.Active, signIn with { IpAddress = "::ffff:192.0.2.9" }, Given.Rules, Given.Now.AddHours(1)));
        Assert.IsType<UseDecision.OutsideScope>(UseDecision.For(Given.Active, signIn with { IpAddress = "198.51.100.1" }, Given.Rules, Given.Now.AddHours(1)));
        Assert.IsType<UseDecision.OutsideScope>(UseDecision.For(Given.Active, signIn with { IpAddress = null }, Given.Rules, Given.Now.AddHours(1)));
        Assert.IsType<UseDecision.OutsideScope>(
            UseDecision.For(Given.Active with { Scope = Given.Active.Scope with { Apps = ["another-app"] } }, signIn, Given.Rules, Given.Now.AddHours(1)));
    }

    [Fact]
    public void Nothing_is_written_while_stopped_or_not_enforcing_or_for_a_protected_identity()
    {
        var stopped = Enforcing with { Stopped = new StopNotice("p", Given.Now, "incident") };

        Assert.IsType<HoldDecision.Go>(Hold(Enforcing));
        Assert.Equal(HoldReason.Stopped, Held(stopped).Reason);
        Assert.Equal(HoldReason.Observing, Held(BrakeState.Initial).Reason);
        Assert.Equal(HoldReason.Proposing, Held(Enforcing with { PolicyModes = new Dictionary<string, ExceptionMode> { [Given.Policy] = ExceptionMode.Propose } }).Reason);
        Assert.Equal(HoldReason.Protected, Assert.IsType<HoldDecision.Hold>(Hold(Enforcing, "break-glass")).Reason);
        Assert.Equal(HoldReason.Protected, Assert.IsType<HoldDecision.Hold>(Hold(stopped, "break-glass")).Reason);
    }

    [Fact]
    public void A_freeze_holds_what_works_but_not_what_was_revoked()
    {
        var calendar = new EndingCalendar([], [new Freeze(Given.Now.AddHours(-1), Given.Now.AddHours(5))]);

        var grant = Assert.IsType<HoldDecision.Hold>(Hold(Enforcing, calendar: calendar, cause: null));
        var expired = Assert.IsType<HoldDecision.Hold>(Hold(Enforcing, calendar: calendar));

        Assert.Equal((HoldReason.Frozen, Given.Now.AddHours(5), false), (grant.Reason, grant.Until, grant.Page));
        Assert.Equal((HoldReason.Frozen, true), (expired.Reason, expired.Page));
        Assert.IsType<HoldDecision.Go>(Hold(Enforcing, calendar: calendar, cause: EndCause.Revoked));
        Assert.IsType<HoldDecision.Go>(Hold(Enforcing, calendar: calendar, cause: EndCause.GuardWeakened));
    }

    [Fact]
    public void Over_the_limit_a_person_is_paged_and_the_next_hour_goes_on()
    {
        var held = Assert.IsType<HoldDecision.Hold>(HoldDecision.For(Given.Active, EndCause.Expired, Enforcing, null, Given.Rules.Calendar, underLimit: false, Given.Now.AddMinutes(20)));

        Assert.Equal((HoldReason.OverLimit, Given.Now.AddHours(1), true), (held.Reason, held.Until, held.Page));
    }

    [Fact]
    public void A_mode_changes_only_by_two_persons_who_want_the_same_within_a_day()
    {
        var day = TimeSpan.FromDays(1);
        var pending = Assert.IsType<ModeDecision.Propose>(ModeDecision.For(BrakeState.Initial, null, ExceptionMode.Enforce, "one", day, Given.Now)).Pending;
        var state = BrakeState.Initial with { Pending = pending };

        Assert.IsType<ModeDecision.Keep>(ModeDecision.For(state, null, ExceptionMode.Enforce, "one", day, Given.Now));
        Assert.IsType<ModeDecision.Propose>(ModeDecision.For(state, null, ExceptionMode.Propose, "two", day, Given.Now));
        Assert.IsType<ModeDecision.Propose>(ModeDecision.For(state, Given.Policy, ExceptionMode.Enforce, "two", day, Given.Now));
        Assert.IsType<ModeDecision.Propose>(ModeDecision.For(state, null, ExceptionMode.Enforce, "two", day, Given.Now.AddHours(25)));
        var changed = Assert.IsType<ModeDecision.Confirm>(ModeDecision.For(state, null, ExceptionMode.Enforce, "two", day, Given.Now.AddHours(23))).Next;
        Assert.Equal((ExceptionMode.Enforce, (ModeChange?)null), (changed.Mode, changed.Pending));
        Assert.IsType<ModeDecision.Keep>(ModeDecision.For(changed, null, ExceptionMode.Enforce, "one", day, Given.Now.AddHours(24)));
    }

    [Fact]
    public void The_most_careful_mode_of_any_policy_counts()
    {
        var state = Enforcing with { PolicyModes = new Dictionary<string, ExceptionMode> { [Given.OtherPolicy] = ExceptionMode.Observe } };

        Assert.Equal(ExceptionMode.Enforce, state.ModeOf([Given.Policy]));
        Assert.Equal(ExceptionMode.Observe, state.ModeOf([Given.Policy, Given.OtherPolicy]));
    }

    private static UseDecision Use(Exemption exemption, double hours, string result, bool passed) =>
        UseDecision.For(exemption, Given.SignIn(Given.Now.AddHours(hours), result, passed), Given.Rules, Given.Now.AddHours(Math.Max(hours, 0)));

    private static HoldDecision Hold(BrakeState brakes, string? whyProtected = null, EndingCalendar? calendar = null, EndCause? cause = EndCause.Expired) =>
        HoldDecision.For(Given.Active, cause, brakes, whyProtected, calendar ?? Given.Rules.Calendar, underLimit: true, Given.Now);

    private static HoldDecision.Hold Held(BrakeState brakes) => Assert.IsType<HoldDecision.Hold>(Hold(brakes));
}
