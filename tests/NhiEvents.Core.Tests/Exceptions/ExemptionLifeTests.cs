using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Exceptions.Lifecycle;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>What holds for any sequence of steps, with repetitions, at any times.</summary>
public sealed class ExemptionLifeTests
{
    private static readonly IReadOnlyList<int> Notices = Given.Rules.NoticeDays;

    [Fact]
    public void No_sequence_of_steps_breaks_what_must_hold() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(60),
            Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ArrayOf().ToArbitrary(), numbers =>
            {
                var exemption = Given.Requested();
                var (now, revoked) = (Given.Now, false);
                foreach (var number in numbers)
                {
                    now += TimeSpan.FromHours(number / 100 % 20 is 0 ? 200 : number / 100 % 3);
                    var next = Step(exemption, number % 100, now);
                    revoked |= number % 100 == 7;
                    Assert.True(next == exemption || next.Revision > exemption.Revision, "a change without a new revision");
                    Assert.False(exemption.State is ExemptionState.Denied or ExemptionState.Ended && next.State != exemption.State, $"{exemption.State} became {next.State}");
                    Assert.False(revoked && exemption.Cause is EndCause.Revoked && next.State is ExemptionState.Approved or ExemptionState.Scheduled or ExemptionState.Activating or ExemptionState.Active && next.Cause is EndCause.Revoked, "un-revoked");
                    exemption = next;
                    Holds(exemption, now);
                }

                return true;
            }));

    /// <summary>What is done is not due again: a redelivery finds nothing.</summary>
    [Fact]
    public void Doing_what_is_due_leads_to_rest() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(40),
            Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ArrayOf().ToArbitrary(), numbers =>
            {
                var (exemption, now) = (Given.Requested(), Given.Now);
                foreach (var number in numbers)
                {
                    now += TimeSpan.FromHours(number / 100 % 30);
                    exemption = Step(exemption, number % 100, now);
                    var rounds = 0;
                    while (Due(exemption, now) is { } done)
                    {
                        exemption = done;
                        Assert.InRange(++rounds, 0, 6);
                    }

                    var look = ExemptionDecision.NextLook(exemption, Notices);
                    Assert.True(look is null || look > now, $"{exemption.State} rests, but wants a look at {look:u}, now {now:u}");
                }

                return true;
            }));

    [Fact]
    public void After_downtime_one_notice_is_given_not_all_that_were_missed()
    {
        var exemption = Given.Active;

        var late = Assert.IsType<ExemptionDecision.Notify>(ExemptionDecision.For(exemption, exemption.End!.Value.AddHours(-20), Notices));
        var noticed = ExemptionLife.Notice(exemption, late.Days, exemption.End.Value.AddHours(-20));

        Assert.Equal(1, late.Days);
        Assert.IsType<ExemptionDecision.Keep>(ExemptionDecision.For(noticed, exemption.End.Value.AddHours(-19), Notices));
        Assert.IsType<ExemptionDecision.Remove>(ExemptionDecision.For(noticed, exemption.End.Value, Notices));
    }

    [Fact]
    public void Notices_come_14_7_and_1_days_before_the_end_and_only_to_exceptions_that_are_longer()
    {
        Assert.Equal([14, 7, 1], NoticesOf(Given.Active with { End = Given.Now.AddDays(20) }));
        Assert.Equal([7, 1], NoticesOf(Given.Active with { End = Given.Now.AddDays(10) }));
        Assert.Empty(NoticesOf(Given.Active with { End = Given.Now.AddHours(8) }));
    }

    [Fact]
    public void A_suspended_exception_comes_back_only_by_a_person_and_only_before_its_end()
    {
        var weakened = ExemptionLife.ClaimRemoval(Given.Active, EndCause.GuardWeakened, null, Given.Now.AddDays(1));
        var suspended = ExemptionLife.SettleRemoved(weakened, Given.Rules, Given.Now.AddDays(1));

        Assert.Equal((ExemptionState.Suspended, ExemptionState.Approved), (suspended.State, ExemptionLife.Resume(suspended, "p", Given.Now.AddDays(2)).State));
        Assert.Equal(suspended, ExemptionLife.Resume(suspended, "p", suspended.End!.Value));
        Assert.IsType<ExemptionDecision.Lapse>(ExemptionDecision.For(suspended, suspended.End.Value, Notices));
        Assert.Equal(ExemptionState.EndedUnproven, ExemptionLife.Lapse(suspended, Given.Rules, suspended.End.Value).State);
    }

    [Fact]
    public void A_revocation_outweighs_a_suspension_that_is_under_way()
    {
        var weakened = ExemptionLife.ClaimRemoval(Given.Active, EndCause.GuardWeakened, null, Given.Now.AddDays(1));

        var settled = ExemptionLife.SettleRemoved(ExemptionLife.Revoke(weakened, "p", Given.Rules, Given.Now.AddDays(1)), Given.Rules, Given.Now.AddDays(1));

        Assert.Equal((ExemptionState.EndedUnproven, EndCause.Revoked), (settled.State, settled.Cause!.Value));
    }

    private static void Holds(Exemption exemption, DateTimeOffset now)
    {
        var decision = ExemptionDecision.For(exemption, now, Notices);
        if (exemption.MayBeExcluded && exemption.End <= now)
        {
            Assert.True(decision is ExemptionDecision.Remove || (decision is ExemptionDecision.Wait && exemption.State is ExemptionState.Expiring), $"past its end, {exemption.State}, and {decision} is due");
        }

        if (exemption.State is ExemptionState.Active or ExemptionState.Activating)
        {
            Assert.True(ExemptionDecision.NextLook(exemption, Notices) <= exemption.End, "the next look is after the end");
        }

        Assert.False(exemption.IsOpen && exemption.State is not ExemptionState.Requested && exemption.Approvals.Count < exemption.ApprovalsNeeded, "on its way without its approvals");
        Assert.False(exemption.State is ExemptionState.EndedUnproven && !(exemption.UnprovenUntil > exemption.RemovedAt), "unproven without a time");
    }

    private static Exemption? Due(Exemption exemption, DateTimeOffset now) => ExemptionDecision.For(exemption, now, Notices) switch
    {
        ExemptionDecision.Plan => ExemptionLife.Plan(exemption, now),
        ExemptionDecision.Activate => exemption.State is ExemptionState.Scheduled ? ExemptionLife.ClaimActivation(exemption, now) : ExemptionLife.SettleActive(exemption, now),
        ExemptionDecision.Remove remove => exemption.State is ExemptionState.Expiring ? ExemptionLife.SettleRemoved(exemption, Given.Rules, now) : ExemptionLife.ClaimRemoval(exemption, remove.Cause, null, now),
        ExemptionDecision.Notify notify => ExemptionLife.Notice(exemption, notify.Days, now),
        ExemptionDecision.Lapse => ExemptionLife.Lapse(exemption, Given.Rules, now),
        ExemptionDecision.Conclude => ExemptionLife.Conclude(exemption, now),
        _ => null,
    };

    private static Exemption Step(Exemption exemption, int number, DateTimeOffset now) => (number % 20) switch
    {
        0 or 1 => ExemptionLife.Approve(exemption, $"person-{number % 3}", now),
        2 => number == 2 ? ExemptionLife.Deny(exemption, "person-1", now) : exemption,
        3 or 4 or 5 or 6 or 9 or 10 => Due(exemption, now) ?? exemption,
        7 => number == 7 ? ExemptionLife.Revoke(exemption, "person-2", Given.Rules, now) : exemption,
        8 => ExemptionLife.ClaimRemoval(exemption, EndCause.GuardWeakened, null, now),
        11 => ExemptionLife.Resume(exemption, "person-1", now),
        12 => exemption.State is ExemptionState.Requested or ExemptionState.Denied or ExemptionState.Ended ? exemption : ExemptionLife.Troubled(exemption, "failed", true, now.AddMinutes(number), number > 50, now),
        13 => ExemptionLife.AskExtension(exemption, new Extension($"x{number}", Given.Requester, now.AddDays(number % 9 + 1), number > 50, []), now),
        14 or 15 => ExemptionLife.ApproveExtension(exemption, $"person-{number % 3}", now),
        16 => ExemptionLife.Prove(exemption, [Given.Policy], now),
        17 => ExemptionLife.Reopen(exemption, now),
        18 => ExemptionLife.Worked(exemption, "app", "192.0.2.5", now, now),
        _ => ExemptionLife.Review(exemption, $"person-{number % 3}", Given.Rules, now),
    };

    private static List<int> NoticesOf(Exemption exemption)
    {
        var given = new List<int>();
        for (var now = Given.Now; now < exemption.End; now += TimeSpan.FromHours(1))
        {
            if (ExemptionDecision.For(exemption, now, Notices) is ExemptionDecision.Notify notify)
            {
                Assert.Equal(exemption.End.Value.AddDays(-notify.Days), now);
                given.Add(notify.Days);
                exemption = ExemptionLife.Notice(exemption, notify.Days, now);
            }
        }

        return given;
    }
}
