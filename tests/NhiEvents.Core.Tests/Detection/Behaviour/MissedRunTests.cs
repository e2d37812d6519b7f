using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Coverage;
using NhiEvents.Core.Detection.Timelines;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Core.Identities.Kinds;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>NHI202: a regular job that does not come when it is due, and what keeps that from being said.</summary>
public sealed class MissedRunTests
{
    private const int Day = 24 * 60;

    private static readonly SignIn[] Nightly = [.. Enumerable.Range(0, 25).Select(Night)];

    [Fact]
    public async Task A_night_without_a_sign_in_is_missed_and_says_which_when_and_since()
    {
        using var world = new DetectionWorld(SignIns.Start);
        await LiveAsync(world, [.. Nightly, .. Others(0, 30 * 24)]);

        var finding = Assert.Single(await world.FindingsAsync());

        Assert.Equal(("NHI202", "missed-run", Severity.Medium, 1), (finding.FindingType, finding.Name, finding.Severity, finding.Count));
        Assert.Equal(SignIns.Start.AddDays(25), finding.FirstSeen);
        Assert.Contains("Vault", finding.Cause, StringComparison.Ordinal);
        Assert.Contains("due to sign in for 'Vault' at 2026-03-27 08:00 UTC", finding.Cause, StringComparison.Ordinal);
        Assert.Contains("Its last success was at 2026-03-26 08:00 UTC", finding.Cause, StringComparison.Ordinal);
        var said = (await world.AnnouncedAsync()).First(changed => changed.Finding.FindingType == "NHI202");
        Assert.Equal(1, said.Revision);
    }

    [Fact]
    public async Task It_is_said_within_hours_and_over_when_the_job_comes_back()
    {
        using var world = new DetectionWorld(SignIns.Start);
        await LiveAsync(world, [.. Nightly, .. Others(0, (25 * 24) + 12)]);
        Assert.Single(await world.FindingsAsync());

        await LiveAsync(world, [Night(26)]);

        Assert.Empty(await world.FindingsAsync());
        Assert.Equal([FindingState.Open, FindingState.Withdrawn], (await world.AnnouncedAsync()).Where(changed => changed.Finding.FindingType == "NHI202").Select(changed => changed.Finding.State));
    }

    [Fact]
    public async Task A_run_that_arrives_late_takes_it_back()
    {
        using var world = new DetectionWorld(SignIns.Start);
        await LiveAsync(world, [.. Nightly, .. Others(0, (25 * 24) + 12)]);

        await world.DeliverAsync(Night(25));
        await world.RunAllDeadlinesAsync();

        Assert.Empty(await world.FindingsAsync());
    }

    [Theory]
    [InlineData(25 * 24, 30 * 24)] // nobody at all is heard from that night, nor later
    [InlineData((25 * 24) - 1, (25 * 24) + 3)] // the log has a hole just then
    public async Task Silence_in_a_log_that_has_a_hole_says_nothing(int from, int until)
    {
        using var world = new DetectionWorld(SignIns.Start);
        await LiveAsync(world, [.. Nightly, .. Others(0, from), .. Others(until, 30 * 24)]);

        Assert.Empty(await world.FindingsAsync());
    }

    [Fact]
    public async Task Rows_that_fill_the_hole_hours_later_let_it_be_said()
    {
        using var world = new DetectionWorld(SignIns.Start);
        await LiveAsync(world, [.. Nightly, .. Others(0, 25 * 24)]);
        world.Time.AdvanceTo(SignIns.Start.AddDays(25).AddHours(5));
        await world.DeliverAsync([.. Others(25 * 24, (25 * 24) + 6)]);
        await world.RunAllDeadlinesAsync();

        Assert.Equal("NHI202", Assert.Single(await world.FindingsAsync()).FindingType);
    }

    [Fact]
    public async Task A_job_that_fails_has_run()
    {
        using var world = new DetectionWorld(SignIns.Start);
        await LiveAsync(world, [.. Nightly, Night(25) with { ErrorCode = 50126 }, .. Others(0, (25 * 24) + 12)]);

        Assert.DoesNotContain("NHI202", (await world.FindingsAsync()).Select(finding => finding.FindingType));
    }

    [Fact]
    public async Task A_quiet_log_is_complete_when_another_was_and_rows_of_it_came_before_and_after()
    {
        SignIn[] app = [.. Enumerable.Range(0, 25).Select(day => SignIns.App(day * Day, 0) with { Key = $"n{day}" })];
        using var world = new DetectionWorld(SignIns.Start);
        await LiveAsync(world, [.. app, .. Others(0, 27 * 24), SignIns.App((25 * Day) + (5 * 60), 0) with { IdentityId = "22222222-0000-4000-8000-000000000009", Key = "other" }]);

        Assert.Equal("NHI202", Assert.Single(await world.FindingsAsync()).FindingType);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50126)]
    public async Task Nineteen_nights_are_enough_to_know_a_nightly_job_and_so_are_nights_that_all_failed(int code)
    {
        using var world = new DetectionWorld(SignIns.Start);
        await LiveAsync(world, [.. Nightly.Take(19).Select(row => row with { ErrorCode = code }), .. Others(0, (19 * 24) + 12)]);

        Assert.Contains("NHI202", (await world.FindingsAsync()).Select(finding => finding.FindingType));
    }

    [Fact]
    public async Task A_whole_history_at_once_comes_to_the_same_as_events_one_by_one()
    {
        SignIn[] rows = [.. Nightly, .. Others(0, 30 * 24)];
        using var world = new DetectionWorld(SignIns.Start);
        await LiveAsync(world, rows);
        var coverage = new CoverageMap();
        foreach (var row in rows)
        {
            coverage.Add(row.Kind, row.At);
        }

        var history = new IdentityHistory(ErrorCodeTable.Shipped, new DetectionOptions(), KindTable.Shipped, IdentityFactsIndex.Empty);
        history.Add(Nightly.Reverse().ToList());
        var outcome = history.Decide(TimelineScale.For(rows[0].At, rows[^1].At), coverage)!;

        Assert.Equal(SerializedAs(await world.FindingsAsync()), SerializedAs(outcome.Findings));
    }

    private static string SerializedAs(IReadOnlyList<Finding> findings) => System.Text.Json.JsonSerializer.Serialize(findings);

    /// <summary>Each event at its own time, and every deadline at its own.</summary>
    private static async Task LiveAsync(DetectionWorld world, IReadOnlyList<SignIn> rows)
    {
        foreach (var hour in rows.GroupBy(row => row.At.UtcTicks / TimeSpan.TicksPerHour).OrderBy(hour => hour.Key))
        {
            var now = hour.Max(row => row.At).AddMinutes(3);
            await world.RunDeadlinesAsync(now);
            if (now > world.Time.GetUtcNow())
            {
                world.Time.AdvanceTo(now);
            }

            await world.DeliverAsync([.. hour]);
        }

        await world.RunAllDeadlinesAsync();
    }

    private static SignIn Night(int day) => SignIns.User(day * Day, 0) with { Key = $"n{day}" };

    /// <summary>Another account every hour, at resources that change so that it has no rhythm that could be missed itself.</summary>
    private static IEnumerable<SignIn> Others(int fromHour, int untilHour) =>
        from hour in Enumerable.Range(fromHour, untilHour - fromHour)
        select SignIns.User((hour * 60) + 5, 0, "11111111-0000-4000-8000-00000000000" + (hour % 2)) with { Key = $"o{hour}", ResourceId = $"44444444-0000-4000-8000-{100 + (hour / 100):000000000000}" };
}
