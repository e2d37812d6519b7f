using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Tests.Doubles;

namespace NhiEvents.Core.Tests.Detection;

public sealed class DetectSignInsTests
{
    /// <summary>More findings and deadlines than one transaction holds.</summary>
    private static readonly SignIn[] Many =
    [
        .. Enumerable.Range(0, 59).Select(i => SignIns.User(i, 50076)),
        .. Enumerable.Range(0, 60).Select(i => SignIns.User(i, 900_000_000 + i)),
        .. Enumerable.Range(0, 60).Select(i => SignIns.User(i + 0.5, 900_000_000 + i)),
    ];

    [Fact]
    public async Task A_challenge_that_no_success_follows_is_NHI101()
    {
        using var world = new DetectionWorld();

        await world.DeliverAsync(SignIns.User(0, 50076) with { DemandedBy = ["multiConditionalAccess"], Policies = [new AppliedPolicy("p1", "Require MFA", "failure", false)] });

        var finding = Assert.Single(await world.FindingsAsync());
        Assert.Equal(("NHI101", "challenge-demanded", Severity.High, 1), (finding.FindingType, finding.Name, finding.Severity, finding.Count));
        Assert.Equal(["multiConditionalAccess"], finding.Evidence.DemandedBy);
        Assert.Equal(["Require MFA"], finding.Evidence.Policies);
        Assert.Equal(["ropc"], finding.Evidence.Classification);
        Assert.Contains("Conditional Access", finding.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(10.001, 1)]
    [InlineData(-1, 1)]
    public async Task A_success_answers_within_ten_minutes(double minutesLater, int findings)
    {
        using var world = new DetectionWorld();

        await world.DeliverAsync(SignIns.User(55, 50076), SignIns.User(55 + minutesLater, 0));

        Assert.Equal(findings, (await world.FindingsAsync()).Count);
    }

    [Fact]
    public async Task A_success_on_another_path_answers_nothing()
    {
        using var world = new DetectionWorld();

        await world.DeliverAsync(SignIns.User(0, 50076), SignIns.User(1, 0) with { ResourceId = "other" });

        Assert.Single(await world.FindingsAsync());
    }

    [Fact]
    public async Task Too_early_to_tell_asks_for_a_look_when_the_first_can_be_told_and_one_per_slot_behind_it()
    {
        using var world = new DetectionWorld(SignIns.Start.AddMinutes(3));

        await world.DeliverAsync(SignIns.User(1, 50076), SignIns.User(2, 50076), SignIns.User(3, 50076));
        var early = await world.FindingsAsync();
        await world.DeliverAsync(SignIns.User(1, 50076));
        var (asked, at) = (world.Ports.Broker.Count(Queues.DetectionDue), world.Ports.Broker.NextDue(Queues.DetectionDue));
        await world.RunAllDeadlinesAsync();

        Assert.Empty(early);
        Assert.Equal((0, 2, SignIns.Start.AddMinutes(16)), (asked.Active, asked.Scheduled, at));
        Assert.Equal(3, Assert.Single(await world.FindingsAsync()).Count);
        Assert.DoesNotContain(world.Ports.KeysOf("identity"), key => key.StartsWith('~'));
    }

    [Fact]
    public async Task A_late_success_takes_its_challenge_back_and_the_rest_stays()
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync(SignIns.User(0, 50076), SignIns.User(90, 50076), SignIns.User(180, 50076));

        await world.DeliverAsync(SignIns.User(5, 0));

        var finding = Assert.Single(await world.FindingsAsync());
        Assert.Equal((2, SignIns.Start.AddMinutes(90), SignIns.Start.AddMinutes(180)), (finding.Count, finding.FirstSeen, finding.LastSeen));
        Assert.Equal(2, finding.Evidence.Events.Count);
    }

    [Fact]
    public async Task The_last_success_withdraws_the_finding_and_a_new_challenge_opens_it_again()
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync(SignIns.User(0, 50076));

        await world.DeliverAsync(SignIns.User(5, 0));
        var withdrawn = await world.FindingsAsync();
        await world.DeliverAsync(SignIns.User(300, 50076));

        Assert.Empty(withdrawn);
        Assert.Equal(SignIns.Start.AddMinutes(300), Assert.Single(await world.FindingsAsync()).FirstSeen);
        var announced = await world.AnnouncedAsync();
        Assert.Equal([FindingState.Open, FindingState.Withdrawn, FindingState.Open], announced.Select(changed => changed.Finding.State));
        Assert.Equal([1, 2, 3], announced.Select(changed => changed.Revision));
        Assert.Single(announced.Select(changed => changed.Finding.Id).Distinct());
    }

    [Theory]
    [InlineData(50058)]
    [InlineData(16000)]
    [InlineData(65001)]
    public async Task An_ordinary_code_counts_from_the_third_time_without_success(int code)
    {
        using var world = new DetectionWorld();

        await world.DeliverAsync(SignIns.User(0, code), SignIns.User(20, code));
        var twice = await world.FindingsAsync();
        await world.DeliverAsync(SignIns.User(70, code));
        var thrice = await world.FindingsAsync();
        await world.DeliverAsync(SignIns.User(40, 0));

        Assert.Empty(twice);
        Assert.Equal(3, Assert.Single(thrice).Count);
        Assert.Empty(await world.FindingsAsync());
    }

    [Fact]
    public async Task Different_demands_are_different_findings()
    {
        using var world = new DetectionWorld();

        await world.DeliverAsync(SignIns.User(0, 50076) with { DemandedBy = ["user"] }, SignIns.User(1, 50074) with { DemandedBy = ["user"] }, SignIns.User(2, 50076));

        var findings = await world.FindingsAsync();
        Assert.Equal([1, 2], findings.Select(finding => finding.Count).Order());
    }

    [Fact]
    public async Task An_expired_secret_is_NHI104_per_key()
    {
        using var world = new DetectionWorld();

        await world.DeliverAsync(SignIns.App(0, 7000222, "k1"), SignIns.App(1, 7000222, "k1"), SignIns.App(2, 7000222, "k2"), SignIns.App(3, 7000222, "k2"), SignIns.App(3, 0));

        var findings = await world.FindingsAsync();
        Assert.Equal([("NHI104", 2), ("NHI104", 2)], findings.Select(finding => (finding.FindingType, finding.Count)));
    }

    [Theory]
    [InlineData(50140)]
    [InlineData(90024)]
    [InlineData(1002016)]
    public async Task Passing_faults_raise_nothing(int code)
    {
        using var world = new DetectionWorld();

        await world.DeliverAsync(SignIns.App(0, code), SignIns.App(1, code), SignIns.App(2, code), SignIns.User(0, code), SignIns.User(1, code), SignIns.User(2, code));

        Assert.Empty(await world.FindingsAsync());
    }

    [Fact]
    public async Task An_unknown_code_is_NHI112_from_the_second_time()
    {
        using var world = new DetectionWorld();

        await world.DeliverAsync(SignIns.App(0, 987654321));
        var once = await world.FindingsAsync();
        await world.DeliverAsync(SignIns.App(4000, 987654321));

        Assert.Empty(once);
        var finding = Assert.Single(await world.FindingsAsync());
        Assert.Equal(("NHI112", Severity.Low, 2), (finding.FindingType, finding.Severity, finding.Count));
        Assert.Single(await world.AnnouncedAsync());
    }

    [Fact]
    public async Task A_person_leaves_no_trace()
    {
        using var world = new DetectionWorld();

        await world.DeliverAsync(SignIns.Human(0, 50076), SignIns.Human(1, 0) with { Evidence = [EvidenceKinds.CommandLineClient, EvidenceKinds.DeviceCode] });

        Assert.Empty(world.Ports.Rows());
        Assert.Empty(world.Ports.EntitiesInUse());
    }

    [Fact]
    public async Task Growing_evidence_is_announced_once_and_only_for_users()
    {
        using var world = new DetectionWorld();

        await world.DeliverAsync(SignIns.User(0, 0), SignIns.App(0, 0));
        await world.DeliverAsync(SignIns.User(1, 0));
        await world.DeliverAsync(SignIns.User(2, 0) with { Evidence = [EvidenceKinds.ToolUserAgent, EvidenceKinds.Known] });

        var announced = await world.Ports.ReceivedAsync(EmbeddedPorts.Changes, NhiJson.Default.IdentityClassified);
        Assert.Equal([["ropc"], ["ropc", "tool-user-agent"]], announced.Select(classified => classified.Evidence));
    }

    [Fact]
    public async Task Totals_count_distinct_events()
    {
        using var world = new DetectionWorld();

        await world.DeliverAsync(SignIns.User(0, 0), SignIns.User(0, 0), SignIns.User(1, 50126));
        await world.DeliverAsync(SignIns.User(1, 50126), SignIns.User(70, 0));

        var identity = Assert.Single((await world.Identities.ReadAllAsync(TestContext.Current.CancellationToken)).Identities);
        Assert.Equal((2, 1), (identity.Successes, identity.Failures));
    }

    [Fact]
    public async Task More_than_an_hour_can_hold_is_a_lower_bound()
    {
        using var world = new DetectionWorld();

        await world.DeliverAsync([.. Enumerable.Range(0, 4100).Select(i => SignIns.App(i / 100.0, 7000222) with { Key = $"k{i}" })]);

        var finding = Assert.Single(await world.FindingsAsync());
        Assert.Equal((4000, true), (finding.Count, finding.CountIsLowerBound));
    }

    [Fact]
    public async Task Many_findings_and_deadlines_at_once_go_in_several_transactions()
    {
        using var world = new DetectionWorld(SignIns.Start);

        await world.DeliverAsync(Many);
        await world.RunAllDeadlinesAsync();

        Assert.Equal(61, (await world.FindingsAsync()).Count);
    }

    [Fact]
    public async Task The_first_of_several_transactions_is_a_full_one()
    {
        IReadOnlyList<string> written = [];

        for (var at = 1; written.Count == 0; at++)
        {
            using var world = new DetectionWorld(SignIns.Start);
            world.Ports.Faults.Fail(Fault.Crash, at);
            Assert.Single(await world.TryDeliverAsync(Many));
            written = world.Ports.KeysOf("identity");
        }

        Assert.InRange(written.Count, 50, IStateStore.MaxChanges);
    }
}
