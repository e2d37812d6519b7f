using NhiEvents.Contracts.Findings;
using NhiEvents.Embedded.Simulation.Truths;
using NhiEvents.Embedded.Simulation.Verdicts;

namespace NhiEvents.Tenant.Tests.Simulation;

public sealed class JudgeTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly SimulatedRun Run = new("test", 1, 1, 1, 1, 1, 0);
    private static readonly Promises Strict = new(new FindingPromise());

    private readonly List<Truth> _truths = [];
    private readonly List<Announcement> _said = [];

    [Fact]
    public void A_truth_that_was_found_counts_with_its_time_and_whose_time_it_was()
    {
        Broken("a", "NHI101");
        Say(20, "a", "NHI101");

        var verdict = Judged();

        var finding = verdict.Findings["NHI101"];
        Assert.True(verdict.Passed);
        Assert.Equal((1, 1, 0, 0), (finding.Truths, finding.Found, finding.False, finding.Withdrawn));
        Assert.Equal((1200, 300, 900), (finding.SecondsToFinding!.P95, finding.SecondsUpstream!.P95, finding.SecondsOwn!.P95));
    }

    [Theory]
    [InlineData(20, 15, 600, 300)] // the rule waited ten minutes longer than the log took
    [InlineData(20, 3, 0, 900)] // its wait was over when the record came
    [InlineData(6, 15, 0, 60)] // said before: it rests on something else
    public void What_a_rule_waits_for_is_not_our_own_time(int said, int waits, int byRule, int own)
    {
        Broken("a", "NHI101");
        Say(said, "a", "NHI101");

        var finding = new Judge(_truths, _said, new HashSet<string>(), Arrival, TimeSpan.Zero) { WaitOf = _ => TimeSpan.FromMinutes(waits) }.Verdict(Run, Strict).Findings["NHI101"];

        Assert.Equal((said * 60, 300, byRule, own), (finding.SecondsToFinding!.P50, finding.SecondsUpstream!.P50, finding.SecondsByRule!.P50, finding.SecondsOwn!.P50));
    }

    [Fact]
    public void A_miss_is_named_and_breaks_the_promise()
    {
        Broken("a", "NHI101");
        Say(20, "a", "NHI104");
        Say(20, "b", "NHI101");

        var verdict = Judged();

        Assert.False(verdict.Passed);
        Assert.Equal("a", Assert.Single(verdict.Findings["NHI101"].Missed).IdentityId);
        Assert.Equal("b", Assert.Single(verdict.Findings["NHI101"].FalseFindings).IdentityId);
        Assert.Equal(1, verdict.Findings["NHI104"].False);
        Assert.Equal(3, verdict.Broken.Count);
    }

    [Fact]
    public void A_finding_that_is_taken_back_is_not_false_but_counted()
    {
        Say(20, "a", "NHI101");
        Say(30, "a", "NHI101", FindingState.Withdrawn);

        var finding = Judged().Findings["NHI101"];

        Assert.Equal((0, 1), (finding.False, finding.Withdrawn));
    }

    [Fact]
    public void A_finding_on_a_person_breaks_the_promise_even_where_it_is_withdrawn()
    {
        Say(20, "person", "NHI101");
        Say(30, "person", "NHI101", FindingState.Withdrawn);

        var verdict = new Judge(_truths, _said, new HashSet<string> { "person" }, Arrival, TimeSpan.Zero).Verdict(Run, new Promises(new FindingPromise(MostWithdrawn: 1)));

        Assert.False(verdict.Passed);
        Assert.Equal(1, verdict.People.Findings);
    }

    [Fact]
    public void Nothing_broken_is_no_proof_where_the_scenario_means_to_break_something()
    {
        var verdict = new Judge(_truths, _said, new HashSet<string>(), Arrival, TimeSpan.Zero)
            .Verdict(Run, new Promises(new FindingPromise(), new Dictionary<string, FindingPromise> { ["NHI101"] = new(LeastTruths: 1) }));

        Assert.False(verdict.Passed);
    }

    [Fact]
    public void What_was_said_of_an_earlier_outage_does_not_find_a_later_one()
    {
        Broken("a", "NHI104", until: 60);
        Broken("a", "NHI104", from: 120);
        Say(10, "a", "NHI104");

        Assert.Equal((2, 1), (Judged().Findings["NHI104"].Truths, Judged().Findings["NHI104"].Found));
    }

    [Theory]
    [InlineData(0, 30, 0)]
    [InlineData(30, 60, 1)]
    public void That_a_log_is_silent_is_true_while_logs_are_lost_and_owed_by_nobody(int from, int until, int wrong)
    {
        Say(20, "SignInLogs", "NHI408");

        var judge = new Judge(_truths, _said, new HashSet<string>(), Arrival, TimeSpan.Zero) { LostLogs = [(Start.AddMinutes(from), Start.AddMinutes(until))] };

        var finding = judge.Verdict(Run, Strict).Findings["NHI408"];
        Assert.Equal((0, wrong), (finding.Truths, finding.False));
    }

    [Fact]
    public void An_application_that_has_not_signed_in_is_named_by_its_registration()
    {
        Broken("principal", "NHI301");
        _truths[0] = _truths[0] with { RegistrationId = "registration" };
        Say(20, "registration", "NHI301");

        Assert.True(Judged().Passed);
    }

    [Fact]
    public void Quantiles_are_ranks()
    {
        Assert.Equal(new Quantiles(10, 19, 20), Quantiles.Of(Enumerable.Range(1, 20).Select(second => TimeSpan.FromSeconds(second))));
        Assert.Equal(new Quantiles(3, 3, 3), Quantiles.Of([TimeSpan.FromSeconds(3)]));
        Assert.Null(Quantiles.Of([]));
    }

    private VerdictDocument Judged() => new Judge(_truths, _said, new HashSet<string>(), Arrival, TimeSpan.Zero).Verdict(Run, Strict);

    private static DateTimeOffset? Arrival(string record) => Start.AddMinutes(5);

    private void Broken(string identity, string finding, int from = 0, int? until = null) =>
        _truths.Add(new Truth(identity, identity, Breakage.ChallengeDemanded, finding, Start.AddMinutes(from), until is { } end ? Start.AddMinutes(end) : null, "record"));

    private void Say(int minute, string identity, string finding, FindingState state = FindingState.Open) => _said.Add(new Announcement(
        Start.AddMinutes(minute),
        new Finding(
            identity + finding, finding, "name", Severity.High, new IdentityRef(identity, IdentityKind.ServiceAccount, identity), "unknown", "cause",
            new Evidence([], [], [], [], [], [], []), [], [], Start, Start.AddMinutes(1), 1, state)));
}
