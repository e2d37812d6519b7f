using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>What of a finding that is open for more than a day is told at once, and what when its six hours are over.</summary>
public sealed class GrowthOfOldFindingsTests : IDisposable
{
    private const int Challenged = 50076;

    private const int Day = 24 * 60;

    private readonly DetectionWorld _world = new(SignIns.Start);
    private readonly TellingLog _log;

    public GrowthOfOldFindingsTests() => _log = new TellingLog(_world);

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(240)]
    public async Task From_the_second_day_on_it_is_told_four_times_a_day_and_none_is_forgotten(int every)
    {
        await _log.DeliverAsync(Failures(0, 3 * Day, every));
        await _log.RunUntilAsync(4 * Day);

        var told = _log.Tellings.Where(one => one.At > SignIns.Start.AddDays(1.5) && one.Finding.Count is not (10 or 100 or 1000)).ToList();
        Assert.InRange(told.Count, 6, 7);
        Assert.All(told.Zip(told.Skip(1)), pair => Assert.Equal(TimeSpan.FromHours(6), pair.Second.At - pair.First.At));
        Assert.Equal(3 * Day / every, told[^1].Finding.Count);
        Assert.InRange(_log.Looks.Count(look => look > SignIns.Start.AddDays(1.5)), told.Count, told.Count + 6); // besides, those for a count that gains a digit
        Assert.DoesNotContain(_world.Ports.KeysOf("identity"), key => key.StartsWith('~'));
    }

    [Fact]
    public async Task A_failure_counts_at_the_end_of_its_six_hours_at_the_latest()
    {
        await _log.DeliverAsync(Failures(0, 2 * Day, 60));
        await _log.RunUntilAsync((2 * Day) + (7 * 60));

        var last = _log.Tellings[^1];
        Assert.Equal(48, last.Finding.Count);
        Assert.InRange(last.At - last.Finding.LastSeen, TimeSpan.FromMinutes(15), TimeSpan.FromHours(6) + TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task A_resource_that_the_finding_does_not_name_yet_is_told_the_moment_it_can_be()
    {
        await _log.DeliverAsync(Failures(0, 2 * Day, 240));

        await _log.DeliverAsync((2 * Day) + 3, SignIns.User((2 * Day) + 3, Challenged) with { ResourceId = "other", ResourceDisplayName = "Mail" });
        await _log.RunUntilAsync((2 * Day) + 18);

        Assert.Equal(SignIns.Start.AddMinutes((2 * Day) + 18), _log.Tellings[^1].At);
        Assert.Equal(["Mail", "Vault"], _log.Tellings[^1].Finding.Evidence.Resources);
    }

    [Fact]
    public async Task Another_cause_is_told_the_moment_it_can_be()
    {
        await _log.DeliverAsync(Failures(0, 2 * Day, 240));

        await _log.DeliverAsync((2 * Day) + 3, SignIns.User((2 * Day) + 3, Challenged) with { DemandedBy = ["user"] });
        await _log.RunUntilAsync((2 * Day) + 18);

        Assert.Equal((SignIns.Start.AddMinutes((2 * Day) + 18), 1), (_log.Tellings[^1].At, _log.Tellings[^1].Finding.Count));
    }

    [Fact]
    public async Task What_works_and_breaks_again_is_told_the_moment_it_can_be()
    {
        await _log.DeliverAsync(Failures(0, 2 * Day, 240));
        await _log.DeliverAsync((2 * Day) - 210, SignIns.User((2 * Day) - 210, 0));

        await _log.DeliverAsync((2 * Day) + 50, SignIns.User((2 * Day) + 50, Challenged));
        await _log.RunUntilAsync((2 * Day) + 65);

        Assert.Equal((SignIns.Start.AddMinutes((2 * Day) + 65), 13), (_log.Tellings[^1].At, _log.Tellings[^1].Finding.Count));
    }

    [Fact]
    public async Task What_comes_back_after_a_pause_is_told_at_once_and_then_as_on_its_first_day()
    {
        await _log.DeliverAsync(Failures(0, 2 * Day, 240));
        await _log.DeliverAsync(Failures(3 * Day, (3 * Day) + (12 * 60), 20));
        await _log.RunUntilAsync(4 * Day);

        var told = _log.Tellings.Where(one => one.At >= SignIns.Start.AddDays(3)).ToList();
        Assert.Equal((SignIns.Start.AddDays(3).AddMinutes(15), 13), (told[0].At, told[0].Finding.Count));
        Assert.Equal(1 + 12, told.Count);
        Assert.Equal(48, told[^1].Finding.Count);
    }

    [Fact]
    public async Task What_is_withdrawn_while_a_failure_waits_is_opened_again_the_moment_that_one_can_be_told()
    {
        await _log.DeliverAsync(0, SignIns.User(0, Challenged));
        await _log.DeliverAsync(300, SignIns.User(300, Challenged));
        await _log.DeliverAsync(600, SignIns.User(600, Challenged));
        var minutes = Enumerable.Range(0, 5).Select(failure => 900 + (failure * 300)).ToList();
        await _log.DeliverAsync(minutes.Select(minute => SignIns.User(minute, Challenged)));

        // Late rows show that each was answered but the last, which waits for its window to end.
        double[] answered = [0, 300, 600, .. minutes[..^1]];
        await _log.DeliverAsync(minutes[^1] + 2, [.. answered.Select(minute => SignIns.User(minute + 1, 0))]);
        await _log.RunUntilAsync(minutes[^1] + 15);

        Assert.Equal([FindingState.Withdrawn, FindingState.Open], _log.Tellings.TakeLast(2).Select(one => one.Finding.State));
        Assert.Equal((SignIns.Start.AddMinutes(minutes[^1] + 15), 1), (_log.Tellings[^1].At, _log.Tellings[^1].Finding.Count));
    }

    [Fact]
    public async Task What_works_still_is_told_every_six_hours_from_the_first()
    {
        await _log.DeliverAsync(Enumerable.Range(0, 4 * 24).Select(hour => SignIns.User(hour * 60, 0) with { AuthenticationProtocol = "ropc" }));
        await _log.RunUntilAsync(5 * Day);

        var told = _log.Tellings.Where(one => one.Finding.FindingType == "NHI407").ToList();
        Assert.InRange(told.Count, 8, 16);
        Assert.Equal(4 * 24, told[^1].Finding.Count);
    }

    [Fact]
    public void Long_windows_of_different_identities_end_in_different_hours()
    {
        var row = new FindingRow(new Core.Detection.Verdicts.RootCause("NHI101"), null, 1) { Since = SignIns.Start };
        var at = SignIns.Start.AddDays(2).AddMinutes(7);

        var ends = Enumerable.Range(0, 100).Select(number => GrowthWindow.Of(row, new IdentityAddress(SignIns.Tenant, $"identity {number}"), at).EndOf(at)).ToList();

        Assert.Equal(6, ends.Distinct().Count());
        Assert.All(ends, end => Assert.Equal((0, 0), (end.Minute, end.Second)));
        Assert.All(ends, end => Assert.InRange(end - at, TimeSpan.Zero, TimeSpan.FromHours(6)));
        Assert.Equal(SignIns.Start.AddDays(2).AddHours(1), GrowthWindow.Of(row with { Since = at.AddHours(-23) }, new IdentityAddress(SignIns.Tenant, "one"), at).EndOf(at));
    }

    [Fact]
    public void A_row_of_an_earlier_version_may_have_undecided_failures_in_any_of_the_last_hours()
    {
        var row = new IdentityRow(SignIns.Tenant, SignIns.Account, [], SignIns.Start, SignIns.Start, 0, 1);

        Assert.Equal([SignIns.Start.AddHours(-2), SignIns.Start.AddHours(-1), SignIns.Start], UndecidedHours.Of(row, SignIns.Start.AddMinutes(15)));
        Assert.Empty(UndecidedHours.Of(row with { Undecided = [] }, SignIns.Start.AddMinutes(15)));
        Assert.Empty(UndecidedHours.Of(row with { Undecided = [SignIns.Start], ClosedBefore = SignIns.Start.AddHours(1) }, SignIns.Start.AddMinutes(15)));
    }

    public void Dispose() => _world.Dispose();

    private static IEnumerable<SignIn> Failures(int from, int until, int every) =>
        Enumerable.Range(0, (until - from) / every).Select(number => SignIns.User(from + (number * every), Challenged));
}
