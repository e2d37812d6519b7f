using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Coverage;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>NHI408 without anybody telling: a log that brought rows brings none any more, or far too few; and who hears of it.</summary>
public sealed class SourceSilenceTests : IDisposable
{
    private readonly DetectionWorld _world = new(SignIns.Start);
    private readonly WatchSourcesHandler _watch;

    public SourceSilenceTests() => _watch = new WatchSourcesHandler(_world.Identities, _world.Outbox, Options.Create(new DetectionOptions()), _world.Time, NullLogger<WatchSourcesHandler>.Instance);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_log_that_falls_silent_raises_NHI408_by_itself_and_only_for_itself()
    {
        await LiveAsync(0, 10 * 24, Apps, Users);
        await LiveAsync(10 * 24, (10 * 24) + 3, Users);

        var finding = Assert.Single(await SilentAsync());

        Assert.Equal(("NHI408", "source-silent", Severity.Critical, "ServicePrincipalSignInLogs"), (finding.FindingType, finding.Name, finding.Severity, finding.Identity.Id));
        Assert.Contains("brings nothing since 2026-03-12 07:5", finding.Cause, StringComparison.Ordinal);
        Assert.InRange(finding.FirstSeen, SignIns.Start.AddDays(10).AddMinutes(-15), SignIns.Start.AddDays(10));
    }

    [Fact]
    public async Task It_is_said_within_two_hours_of_a_log_that_never_rests_and_over_with_the_next_row()
    {
        await LiveAsync(0, 10 * 24, Apps, Users);
        await LiveAsync(10 * 24, (10 * 24) + 1, Users);
        Assert.Empty(await SilentAsync());
        await LiveAsync((10 * 24) + 1, (10 * 24) + 2, Users);
        Assert.Single(await SilentAsync());

        await LiveAsync((10 * 24) + 2, (10 * 24) + 3, Apps, Users);

        Assert.Empty(await SilentAsync());
        Assert.Equal([FindingState.Open, FindingState.Withdrawn], (await _world.AnnouncedAsync()).Where(one => one.Finding.FindingType == "NHI408").Select(one => one.Finding.State));
        var told = await LapsesAsync();
        Assert.Equal((LogSource.ServicePrincipal, null, SignIns.Start.AddDays(10).AddHours(2)), (told[0].Source, told[0].Until, told[^1].Until));
    }

    [Fact]
    public async Task Rows_that_come_late_leave_no_lapse()
    {
        await LiveAsync(0, 10 * 24, Apps, Users);
        await LiveAsync(10 * 24, (10 * 24) + 3, Users);
        await _world.DeliverAsync([.. Enumerable.Range(10 * 24, 3).SelectMany(Apps)]);
        await _watch.HandleAsync(Ct);

        Assert.Empty(await SilentAsync());
        var last = (await LapsesAsync())[^1];
        Assert.False(last.Touches(SignIns.Start, SignIns.Start.AddDays(30)));
    }

    [Fact]
    public async Task Silence_is_not_learned_a_second_one_is_said_as_soon_as_the_first()
    {
        await LiveAsync(0, 10 * 24, Apps, Users);
        await LiveAsync(10 * 24, 12 * 24, Users);
        await LiveAsync(12 * 24, 14 * 24, Apps, Users);
        Assert.Empty(await SilentAsync());

        await LiveAsync(14 * 24, (14 * 24) + 2, Users);

        Assert.Single(await SilentAsync());
    }

    [Fact]
    public async Task How_each_log_stands_is_told_whenever_they_are_looked_at()
    {
        await LiveAsync(0, 10 * 24, Apps, Users);
        await LiveAsync(10 * 24, (10 * 24) + 3, Users);

        var told = await _world.Ports.ReceivedAsync($"{Topics.Changes}/{Subscriptions.PortalWork}", NhiJson.Default.SourcesTold);

        Assert.Equal((10 * 24) + 3, told.Count);
        var standings = told[^1].Sources.ToDictionary(one => one.Source);
        Assert.Equal([LogSource.NonInteractiveUser, LogSource.ServicePrincipal], standings.Keys);
        var (users, apps) = (standings[LogSource.NonInteractiveUser], standings[LogSource.ServicePrincipal]);
        Assert.Equal((null, TimeSpan.FromMinutes(10)), (users.SilentSince, users.LongestRest));
        Assert.InRange(users.LastRow, told[^1].At.AddMinutes(-15), told[^1].At);
        Assert.InRange(apps.SilentSince!.Value, apps.LastRow, apps.LastRow.AddMinutes(5));
        Assert.InRange(apps.LastRow, SignIns.Start.AddDays(10).AddMinutes(-15), SignIns.Start.AddDays(10));
        Assert.All(told[0].Sources, one => Assert.Null(one.LongestRest));
    }

    [Fact]
    public async Task A_log_that_rests_at_night_is_not_silent_at_night()
    {
        await LiveAsync(0, 14 * 24, hour => hour % 24 is >= 1 and <= 12 ? Apps(hour) : [], Users);

        Assert.Empty(await SilentAsync());
        Assert.DoesNotContain(await _world.AnnouncedAsync(), one => one.Finding.FindingType == "NHI408");
    }

    [Theory]
    [InlineData(5)] // unknown yet
    [InlineData(0)] // never heard of
    public async Task A_log_that_is_not_known_for_a_week_is_not_judged(int days)
    {
        await LiveAsync(0, days * 24, Apps, Users);
        await LiveAsync(days * 24, 9 * 24, Users);

        Assert.Empty(await SilentAsync());
    }

    [Fact]
    public async Task A_tenth_of_the_usual_rows_while_other_logs_go_on_is_a_lapse_until_it_brings_enough_again()
    {
        await LiveAsync(0, 15 * 24, Busy, Users);
        await LiveAsync(15 * 24, (15 * 24) + 8, hour => [.. Busy(hour).Take(2)], Users);

        var finding = Assert.Single(await SilentAsync());
        Assert.Contains("brings too little", finding.Cause, StringComparison.Ordinal);

        await LiveAsync((15 * 24) + 8, (15 * 24) + 16, Busy, Users);
        Assert.Empty(await SilentAsync());
    }

    [Fact]
    public async Task Everything_at_a_tenth_is_a_quiet_day_not_a_lost_log()
    {
        await LiveAsync(0, 15 * 24, Busy, Users);
        await LiveAsync(15 * 24, (15 * 24) + 8, hour => [.. Busy(hour).Take(2)], hour => [.. Users(hour).Take(1)]);

        Assert.Empty(await SilentAsync());
    }

    [Fact]
    public async Task A_missed_run_in_a_lapse_is_not_said_however_dense_the_rows_are()
    {
        SignIn[] nightly = [.. Enumerable.Range(0, 16).Select(day => SignIns.App(day * 24 * 60, 0) with { IdentityId = "22222222-0000-4000-8000-000000000009", Key = $"night{day}" })];
        await LiveAsync(0, 16 * 24, hour => [.. Busy(hour), .. nightly.Where(row => row.At == SignIns.Start.AddHours(hour))], Users);

        // From then on every tenth row comes, a few in each hour: dense, and the nightly one may be among the lost.
        await LiveAsync(16 * 24, 18 * 24, hour => [.. Busy(hour).Take(2)], Users);
        await _world.RunAllDeadlinesAsync();

        Assert.DoesNotContain("NHI202", (await _world.FindingsAsync()).Select(finding => finding.FindingType));
    }

    [Fact]
    public async Task Recorded_logs_of_which_one_ends_before_the_others_say_so()
    {
        var map = new CoverageMap();
        foreach (var row in Enumerable.Range(0, 10 * 24).SelectMany(hour => hour < 9 * 24 ? [.. Apps(hour), .. Users(hour)] : Users(hour)))
        {
            map.Add(row.Kind, row.At);
        }

        await LiveAsync(0, 9 * 24, Apps, Users);
        await LiveAsync(9 * 24, 10 * 24, Users);

        var finding = Assert.Single(SourceFindings.Of(SignIns.Tenant, map, new DetectionOptions()));
        Assert.Equal((await SilentAsync()).Select(one => (one.Id, one.FirstSeen, one.Cause)), [(finding.Id, finding.FirstSeen, finding.Cause)]);
    }

    private static IEnumerable<SignIn> Apps(int hour) => Every(6, hour, minute => SignIns.App(minute, 0));

    private static IEnumerable<SignIn> Users(int hour) => Every(6, hour, minute => SignIns.User(minute, 0) with { Kind = SignInKind.NonInteractiveUser });

    private static IEnumerable<SignIn> Busy(int hour) => Every(24, hour, minute => SignIns.App(minute, 0));

    private static IEnumerable<SignIn> Every(int many, int hour, Func<double, SignIn> row) =>
        Enumerable.Range(0, many).Select(number => row((hour * 60) + (number * 60.0 / many)) with { Key = $"{hour}-{number}-{many}-{row(0).Kind}" });

    /// <summary>Hour after hour: rows come, and the logs are looked at.</summary>
    private async Task LiveAsync(int from, int until, params Func<int, IEnumerable<SignIn>>[] logs)
    {
        for (var hour = from; hour < until; hour++)
        {
            await _world.RunDeadlinesAsync(SignIns.Start.AddHours(hour + 1));
            _world.Time.AdvanceTo(SignIns.Start.AddHours(hour + 1));
            await _world.DeliverAsync([.. logs.SelectMany(log => log(hour))]);
            await _watch.HandleAsync(Ct);
        }
    }

    private async Task<IReadOnlyList<Finding>> SilentAsync() => [.. (await _world.FindingsAsync()).Where(finding => finding.FindingType == "NHI408")];

    private Task<IReadOnlyList<SourceLapsed>> LapsesAsync() => _world.Ports.ReceivedAsync($"{Topics.Changes}/{Subscriptions.RotationSources}", NhiJson.Default.SourceLapsed);
}
