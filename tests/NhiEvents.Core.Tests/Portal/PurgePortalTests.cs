using System.Text.Json.Nodes;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;

namespace NhiEvents.Core.Tests.Portal;

/// <summary>What is over leaves the portal's lists: what is shown, in every instance, and what is stored.</summary>
public sealed class PurgePortalTests : IDisposable
{
    private static readonly TimeSpan Kept = new RetentionOptions().KeepEnded;

    private readonly PortalWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_withdrawn_finding_goes_thirteen_months_after_its_last_event_and_an_open_one_stays()
    {
        await _world.TakeAsync(PortalWorld.Identity("identity-1"), PortalWorld.Identity("identity-2"));
        await _world.TakeAsync(PortalWorld.Finding(1), PortalWorld.Finding(2));
        await _world.TakeAsync(PortalWorld.Finding(1, 2, state: FindingState.Withdrawn));
        _world.Time.AdvanceTo(PortalWorld.At(2) + Kept - TimeSpan.FromHours(1));
        Assert.Equal(2, (int)(await _world.FindingsAsync("state=any"))["total"]!);

        // It goes out of sight at its time, and out of the store within a day.
        _world.Time.Advance(TimeSpan.FromHours(1.1));
        Assert.Equal(["finding0002"], PortalWorld.Ids(await _world.FindingsAsync("state=any")));
        Assert.Equal(["finding0002"], PortalWorld.Ids(await _world.FindingsAsync("state=any&sort=lastSeen")));
        Assert.Null(await _world.Tickets.ReadFindingAsync("finding0001", PortalScope.All, Ct));
        Assert.Equal((1, 0), (await PurgeForADayAsync(), await PurgeForADayAsync()));

        Assert.DoesNotContain(_world.Ports.Rows(), row => row.Partition.Contains("-finding-", StringComparison.Ordinal) && row.Key.Contains("finding0001", StringComparison.Ordinal));
        Assert.Equal(2, (int)(await _world.IdentitiesAsync())["total"]!);
        Assert.Equal(1, (int)(await _world.NowAsync())["openFindings"]!["high"]!);
    }

    [Fact]
    public async Task One_that_is_withdrawn_long_after_its_last_event_can_be_seen_for_a_week_and_comes_again_with_news()
    {
        await _world.TakeAsync(PortalWorld.Finding(1));
        _world.Time.AdvanceTo(PortalWorld.At(2) + (Kept * 2));
        await _world.TakeAsync(PortalWorld.Finding(1, 2, state: FindingState.Withdrawn));
        Assert.Equal(0, await PurgeForADayAsync());
        Assert.Single((await _world.FindingsAsync("state=any"))["items"]!.AsArray());

        _world.Time.Advance(RetentionOptions.ShowWithdrawn);
        Assert.Equal(1, await PurgeForADayAsync());
        Assert.Empty((await _world.FindingsAsync("state=any"))["items"]!.AsArray());

        var later = Revisions.Next(null, _world.Time.GetUtcNow());
        await _world.TakeAsync(PortalWorld.Finding(1, later));
        await _world.TakeAsync(PortalWorld.Finding(1, later)); // delivered twice
        Assert.Equal(["finding0001"], PortalWorld.Ids(await _world.FindingsAsync()));
    }

    [Fact]
    public async Task Cases_exceptions_and_tickets_go_when_they_are_over_and_stay_while_they_are_open()
    {
        var at = _world.Time.GetUtcNow();
        foreach (var (id, state) in new[] { ("ended", ExemptionState.Ended), ("denied", ExemptionState.Denied), ("unproven", ExemptionState.EndedUnproven), ("active", ExemptionState.Active) })
        {
            var change = new ExemptionChanged("contoso", "svc", id, 1, state, at);
            await _world.Cases.RecordAsync(change, Ct);
            await _world.Exceptions.RecordAsync(change, Ct);
        }

        foreach (var (id, state) in new[] { ("done", RotationState.Done), ("abandoned", RotationState.Abandoned), ("watching", RotationState.Watching), ("held", RotationState.Held) })
        {
            await _world.Cases.RecordAsync(new RotationChanged("contoso", "app", id, "old", 1, state, at), Ct);
        }

        await _world.Tickets.RecordAsync(new TicketChanged("contoso", "c1", "INC1", 1, TicketState.Closed, at), Ct);
        await _world.Tickets.RecordAsync(new TicketChanged("contoso", "c2", "INC2", 1, TicketState.Open, at), Ct);
        _world.Time.AdvanceTo(at + Kept - TimeSpan.FromDays(1));
        Assert.Equal(0, await PurgeForADayAsync());

        Assert.Equal((3 + 2 + 3 + 1, 0), (await PurgeForADayAsync(), await PurgeForADayAsync()));

        Assert.Equal(["active", "held", "watching"], (await _world.CasesAsync())["items"]!.AsArray().Select(item => (string?)item!["last"]!["id"]).Order(StringComparer.Ordinal));
        Assert.Equal(["active"], JsonNode.Parse(await _world.Exceptions.ReadPageAsync(PortalWorld.Query(""), PortalScope.All, Ct))!["items"]!.AsArray().Select(item => (string?)item!["exception"]!["id"]));
        Assert.Equal(["INC2"], JsonNode.Parse(await _world.Tickets.ReadPageAsync(PortalWorld.Query(""), PortalScope.All, Ct))!["items"]!.AsArray().Select(item => (string?)item!["number"]));
        Assert.Equal((3, 3), (_world.Ports.KeysOf("case").Count(key => key.StartsWith("~list|", StringComparison.Ordinal)), _world.Ports.KeysOf("case").Count(key => key.EndsWith("|case", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_word_about_a_mute_goes_when_the_mute_has_ended_and_the_finding_never_came()
    {
        var at = _world.Time.GetUtcNow();
        await _world.Findings.RecordAsync(new MuteChanged("contoso", "svc", "finding0001", 1, MuteState.Muted, "It is known.", at) { Until = at.AddDays(30) }, Ct);
        await _world.Findings.RecordAsync(new MuteChanged("contoso", "svc", "finding0002", 1, MuteState.Muted, "It is known.", at) { Until = at.AddDays(90) }, Ct);
        _world.Time.AdvanceTo(at.AddDays(30));
        Assert.Equal(0, await PurgeForADayAsync());
        _world.Time.Advance(RetentionOptions.ShowWithdrawn);

        Assert.Equal((1, 0), (await PurgeForADayAsync(), await PurgeForADayAsync()));

        Assert.Equal(["~mute|finding0002"], _world.Ports.KeysOf("finding").Where(key => key.StartsWith("~mute|", StringComparison.Ordinal)));
        await _world.TakeAsync(PortalWorld.Finding(2));
        Assert.NotNull((await _world.FindingsAsync())["items"]![0]!["mutedUntil"]);
    }

    [Fact]
    public async Task Cut_off_anywhere_the_next_day_comes_to_the_same()
    {
        using var undisturbed = await OldAsync();
        undisturbed.Ports.Faults.Fail(Fault.Crash, null);
        await undisturbed.Time.PurgeForADayAsync(undisturbed.Purge.HandleAsync);
        var points = undisturbed.Ports.Faults.Points;
        for (var at = 1; at <= points; at += 13)
        {
            using var world = await OldAsync();
            world.Ports.Faults.Fail(Fault.Crash, at);
            await Assert.ThrowsAsync<IOException>(() => world.Time.PurgeForADayAsync(world.Purge.HandleAsync));
            world.Ports.Faults.Fail(Fault.Crash, null);
            await world.Time.PurgeForADayAsync(world.Purge.HandleAsync);
            await world.Time.PurgeForADayAsync(world.Purge.HandleAsync);

            Assert.Equal(Left(undisturbed), Left(world));
        }

        static IEnumerable<string> Left(PortalWorld world) => world.Ports.Rows().Select(row => $"{row.Partition} {row.Key}");
    }

    public void Dispose() => _world.Dispose();

    private static async Task<PortalWorld> OldAsync()
    {
        var world = new PortalWorld();
        await world.TakeAsync([.. Enumerable.Range(0, 8).Select(number => PortalWorld.Finding(number, state: number % 2 == 0 ? FindingState.Withdrawn : FindingState.Open))]);
        await world.Cases.RecordAsync(new ExemptionChanged("contoso", "svc", "ex", 1, ExemptionState.Ended, world.Time.GetUtcNow()), Ct);
        world.Time.Advance(Kept * 2);
        return world;
    }

    private Task<int> PurgeForADayAsync() => _world.Time.PurgeForADayAsync(_world.Purge.HandleAsync);
}
