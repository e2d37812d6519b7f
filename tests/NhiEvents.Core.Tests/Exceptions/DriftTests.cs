using NhiEvents.Contracts.Exceptions;
using NhiEvents.Core.Exceptions.Calendar;
using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Core.Exceptions.Drift.Import;
using NhiEvents.Core.Exceptions.Lifecycle;

namespace NhiEvents.Core.Tests.Exceptions;

public sealed class DriftTests
{
    private static readonly WayOut Membership = new(Given.Policy, WayOutKind.Group, "group-1", [Given.Account, "another"], "person-x", Given.Now.AddDays(-3));

    [Fact]
    public void What_no_record_no_standing_record_and_no_baseline_explains_is_a_shadow_exception()
    {
        var found = ReconcileDecision.For([Membership], [Given.Active], new HashSet<string>());

        var shadow = Assert.IsType<ReconcileDecision.Shadow>(Assert.Single(found));
        Assert.Equal(("another", "person-x", Given.Now.AddDays(-3)), (shadow.Identity, shadow.Way.AddedBy, shadow.Way.AddedAt!.Value));
    }

    [Fact]
    public void Every_kind_of_way_out_is_named_when_nothing_explains_it()
    {
        var ways = Enum.GetValues<WayOutKind>().Select(kind => new WayOut(Given.Policy, kind, "subject", kind is WayOutKind.Location or WayOutKind.TenantSetting ? [] : ["someone"], null, null)).ToList();

        var found = ReconcileDecision.For(ways, [], new HashSet<string>());

        Assert.Equal(ways.Count, found.OfType<ReconcileDecision.Shadow>().Select(shadow => shadow.Way.Kind).Distinct().Count());
    }

    [Fact]
    public void What_was_there_on_day_0_is_no_finding_until_its_record_ends()
    {
        var baseline = new HashSet<string> { Membership.Key };
        var removed = ExemptionLife.SettleRemoved(ExemptionLife.ClaimRemoval(Given.Active, EndCause.Expired, null, Given.Now), Given.Rules, Given.Now);

        Assert.Empty(ReconcileDecision.For([Membership], [Given.Active], baseline));
        Assert.Equal(removed, Assert.IsType<ReconcileDecision.Outlived>(Assert.Single(ReconcileDecision.For([Membership], [removed], baseline))).Exemption);
    }

    [Fact]
    public void A_new_member_of_an_old_group_is_found_when_the_baseline_names_members()
    {
        var baseline = new HashSet<string> { $"{Membership.Key}|{Given.Account}" };

        Assert.Equal("another", Assert.IsType<ReconcileDecision.Shadow>(Assert.Single(ReconcileDecision.For([Membership], [], baseline))).Identity);
    }

    [Fact]
    public void An_exclusion_that_somebody_took_away_is_found() =>
        Assert.Equal(Given.Policy, Assert.IsType<ReconcileDecision.Lost>(Assert.Single(ReconcileDecision.For([], [Given.Active], new HashSet<string>()))).PolicyId);

    [Fact]
    public void An_import_spreads_ends_over_twelve_weeks_the_riskiest_first_and_leaves_nothing_out()
    {
        var exclusions = Enumerable.Range(0, 40).Select(i => new ExistingExclusion($"identity-{i:00}", Given.Policy, i % 10 == 9, i)).ToList();

        var plan = ImportPlan.For(exclusions, Given.Rules.Calendar, Given.Now);
        var again = ImportPlan.For([.. exclusions.AsEnumerable().Reverse()], Given.Rules.Calendar, Given.Now);

        Assert.Equal(plan, again);
        Assert.Equal(exclusions.Select(exclusion => exclusion.IdentityId).Order(StringComparer.Ordinal), plan.Select(record => record.IdentityId).Order(StringComparer.Ordinal));
        Assert.Equal(4, plan.Count(record => record.End is null));
        var ending = plan.Where(record => record.End is not null).ToList();
        Assert.Equal(("identity-38", Given.Now.AddDays(7)), (ending[0].IdentityId, ending[0].End!.Value));
        Assert.Equal(("identity-00", Given.Now.AddDays(84)), (ending[^1].IdentityId, ending[^1].End!.Value));
        Assert.All(ending.GroupBy(record => (int)(record.End!.Value - Given.Now).TotalDays / 7), week => Assert.InRange(week.Count(), 1, 4));
    }

    [Fact]
    public void An_import_keeps_to_the_calendar()
    {
        var calendar = new EndingCalendar([], [new Freeze(Given.Now.AddDays(6), Given.Now.AddDays(8))]);

        var plan = ImportPlan.For([new ExistingExclusion("one", Given.Policy, false, 1)], calendar, Given.Now);

        Assert.Equal(Given.Now.AddDays(6).AddSeconds(-1), plan[0].End);
    }
}
