using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>What is kept of the past, for how long, and that ending it changes no decision.</summary>
public sealed class RetentionTests
{
    private const int Day = 24 * 60;

    private static readonly DetectionOptions Options = new();

    /// <summary>A day of failures that nothing answers, and a month of work.</summary>
    private static readonly SignIn[] Month = [.. Enumerable.Range(0, 12).Select(number => SignIns.User(number * 60, 50076)), .. Enumerable.Range(1, 30).Select(day => SignIns.User(day * Day, 0))];

    private static readonly int[] Codes = [0, 50076, 7000222, 50126, 53003];

    private static readonly Arbitrary<int[]> Numbers = Gen.Choose(0, int.MaxValue - 1).ArrayOf().ToArbitrary();

    [Fact]
    public async Task Events_go_after_ninety_days_and_what_they_found_stays()
    {
        using var world = await AfterAsync(Options.KeepEvents + TimeSpan.FromDays(32));
        var (findings, rows) = (await FindingsTextAsync(world), HoursOf(world).Count);
        Assert.Equal(42, rows);

        Assert.Equal(rows, await world.PurgeForADayAsync());

        Assert.Equal(findings, await FindingsTextAsync(world));
        Assert.All(HoursOf(world), row => Assert.Contains("\"successes\":[],\"failures\":[],\"contributions\":[{", row, StringComparison.Ordinal));
        Assert.Equal(12, HoursOf(world).Count); // the hours of the failures; those of work only are gone
        Assert.Equal(0, await world.PurgeForADayAsync());
    }

    [Fact]
    public async Task Younger_events_stay()
    {
        using var world = await AfterAsync(Options.KeepEvents);

        Assert.Equal(11, await world.PurgeForADayAsync()); // at 20:00: the hour of 19:00 still says what came before the first open one

        Assert.Equal(30, HoursOf(world).Count(row => !row.Contains("\"contributions\":[{", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Events_of_a_closed_hour_that_come_again_or_much_too_late_change_nothing()
    {
        using var world = await AfterAsync(Options.KeepEvents + TimeSpan.FromDays(32));
        await world.PurgeForADayAsync();
        var (before, rows) = (await world.DocumentsAsync(), HoursOf(world));

        await world.DeliverAsync([.. Month, SignIns.User(90, 50076), SignIns.User(3 * Day, 50076)]);
        await world.RunDeadlinesAsync(world.Time.GetUtcNow());

        Assert.Equal(before, await world.DocumentsAsync());
        Assert.Equal(rows, HoursOf(world));
    }

    [Fact]
    public async Task A_finding_is_withdrawn_thirteen_months_after_its_last_event_and_opens_again_with_the_next_one()
    {
        using var world = await AfterAsync(Options.KeepFindings + TimeSpan.FromDays(32));
        Assert.Contains(HoursOf(world), row => row.Contains("192.0.2.10", StringComparison.Ordinal));

        await world.PurgeForADayAsync();

        Assert.Empty(await world.FindingsAsync());
        Assert.Empty(HoursOf(world));
        Assert.DoesNotContain(world.Ports.Rows(), row => row.Key.Contains("|finding|", StringComparison.Ordinal) && row.Body.Contains("192.0.2.10", StringComparison.Ordinal));
        var announced = await world.AnnouncedAsync();
        var withdrawn = Assert.Single(announced, changed => changed.Finding.State is FindingState.Withdrawn);
        Assert.Equal(announced.Max(changed => changed.Revision), withdrawn.Revision);

        var now = (world.Time.GetUtcNow() - SignIns.Start).TotalMinutes;
        await world.DeliverAsync(SignIns.User(now, 50076));
        await world.RunDeadlinesAsync(world.Time.GetUtcNow().AddHours(1));

        var again = Assert.Single(await world.FindingsAsync(), finding => finding.Id == withdrawn.Finding.Id);
        Assert.Equal(1, again.Count);
        Assert.True((await world.AnnouncedAsync()).Where(changed => changed.Finding.Id == again.Id).MaxBy(changed => changed.Revision) is { Finding.State: FindingState.Open } last && last.Revision > withdrawn.Revision);
    }

    [Fact]
    public void Half_a_year_of_events_in_time_comes_to_the_same_findings_with_and_without_an_end() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(4)).WithEndSize(60),
            Prop.ForAll(Numbers, numbers => SameFindingsAsync([.. numbers.Select(Event).OrderBy(signIn => signIn.At)]).GetAwaiter().GetResult()));

    [Fact]
    public async Task A_crash_at_any_call_gives_the_same_rows()
    {
        using var undisturbed = await AfterAsync(Options.KeepFindings + TimeSpan.FromDays(20));
        undisturbed.Ports.Faults.Fail(Fault.Crash, null);
        await undisturbed.PurgeForADayAsync();
        var points = undisturbed.Ports.Faults.Points;
        for (var at = 1; at <= points; at += 7)
        {
            using var world = await AfterAsync(Options.KeepFindings + TimeSpan.FromDays(20));
            world.Ports.Faults.Fail(Fault.Crash, at);
            await Assert.ThrowsAsync<IOException>(world.PurgeForADayAsync);
            world.Time.AdvanceTo(SignIns.Start + Options.KeepFindings + TimeSpan.FromDays(20));
            await world.PurgeForADayAsync();
            await world.Outbox.SweepAsync(TestContext.Current.CancellationToken);

            Assert.Equal(HoursOf(undisturbed), HoursOf(world));
            Assert.Equal(await FindingsTextAsync(undisturbed), await FindingsTextAsync(world));
            Assert.Equal(Revisions(await undisturbed.AnnouncedAsync()), Revisions(await world.AnnouncedAsync()));
        }
    }

    private static async Task<DetectionWorld> AfterAsync(TimeSpan age)
    {
        var world = new DetectionWorld(SignIns.Start.AddDays(31));
        await world.DeliverAsync(Month);
        await world.RunDeadlinesAsync(world.Time.GetUtcNow());
        world.Time.AdvanceTo(SignIns.Start + age);
        return world;
    }

    private static async Task<bool> SameFindingsAsync(IReadOnlyList<SignIn> events)
    {
        using var plain = new DetectionWorld(SignIns.Start);
        using var world = new DetectionWorld(SignIns.Start);
        foreach (var week in events.GroupBy(signIn => (signIn.At - SignIns.Start).Days / 7))
        {
            foreach (var one in new[] { plain, world })
            {
                one.Time.AdvanceTo(SignIns.Start.AddDays((week.Key * 7) + 7) is var end && end > one.Time.GetUtcNow() ? end : one.Time.GetUtcNow());
                await one.DeliverAsync([.. week]);
                await one.RunDeadlinesAsync(one.Time.GetUtcNow());
            }

            await world.PurgeForADayAsync();
        }

        return await FindingsTextAsync(plain) == await FindingsTextAsync(world);
    }

    /// <summary>On the hour, within half a year.</summary>
    private static SignIn Event(int number)
    {
        var (minute, code) = (number / 8 % 4320 * 60, Codes[number % 7 % Codes.Length]);
        return (number % 3 is 0 ? SignIns.App(minute, code) : SignIns.User(minute, code)) with { Key = $"e{number}" };
    }

    private static IReadOnlyList<string> HoursOf(DetectionWorld world) => [.. world.Ports.Rows().Where(row => row.Key.Contains("|hour|", StringComparison.Ordinal)).Select(row => row.ToString())];

    private static async Task<string> FindingsTextAsync(DetectionWorld world) => System.Text.Json.JsonSerializer.Serialize(await world.Findings.ReadAllAsync(TestContext.Current.CancellationToken), Contracts.NhiJson.Default.FindingsDocument);

    private static IEnumerable<string> Revisions(IEnumerable<Contracts.Messages.FindingChanged> announced) => announced.Select(changed => $"{changed.Finding.Id} {changed.Revision} {changed.Finding.State}").Distinct().Order(StringComparer.Ordinal);
}
