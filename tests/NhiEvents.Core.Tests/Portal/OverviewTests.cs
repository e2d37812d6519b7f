using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Access;

namespace NhiEvents.Core.Tests.Portal;

/// <summary>What the first page has besides identities and findings: incidents, and how the logs stand.</summary>
public sealed class OverviewTests : IDisposable
{
    private readonly PortalWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_how_the_logs_stand_the_latest_word_holds_whatever_comes_late()
    {
        await _world.Sources.RecordAsync(Told(2, PortalWorld.At(1)), Ct);
        await _world.Sources.RecordAsync(Told(1, silentSince: null), Ct);

        var sources = (await _world.NowAsync(PortalScope.OwnedBy(["nobody"])))["sources"]!.AsArray();

        var told = Assert.Single(sources)!;
        Assert.Equal((PortalWorld.At(2), "servicePrincipal", PortalWorld.At(1)), ((DateTimeOffset)told["at"]!, (string?)told["sources"]![0]!["source"], (DateTimeOffset)told["sources"]![0]!["silentSince"]!));
    }

    [Fact]
    public async Task An_incident_is_what_one_policy_does_to_several_identities_while_it_does()
    {
        await _world.TakeAsync(Stopped(1, "MFA, for all", "payments"), Stopped(2, "MFA, for all", "hr", "NHI108"), Stopped(3, "MFA, for all", "hr"), Stopped(4, "Another", "hr"), Stopped(5, "MFA, for all", "hr", "NHI204"));

        var incident = Assert.Single((await _world.NowAsync())["incidents"]!.AsArray())!;

        Assert.Equal(("MFA, for all", 3, 2, PortalWorld.At(1)), ((string?)incident["policy"], (int)incident["identities"]!, (int)incident["owners"]!, (DateTimeOffset)incident["since"]!));
        Assert.Equal(["NHI101", "NHI108"], incident["findingTypes"]!.AsArray().Select(type => (string?)type));
        Assert.Equal(["finding0001", "finding0002", "finding0003"], PortalWorld.Ids(await _world.FindingsAsync("policy=MFA%2C%20for%20all")).Order());
        Assert.Empty((await _world.NowAsync(PortalScope.OwnedBy(["payments"])))["incidents"]!.AsArray());

        await _world.TakeAsync(Stopped(1, "MFA, for all", "payments", revision: 2, state: FindingState.Withdrawn), Stopped(2, "MFA, for all", "hr", "NHI108", 2, FindingState.Withdrawn));

        Assert.Empty((await _world.NowAsync())["incidents"]!.AsArray());
    }

    [Fact]
    public async Task Who_sees_a_part_has_a_feed_that_moves_with_that_part_alone()
    {
        var (hr, payments) = (PortalScope.OwnedBy(["hr"]), PortalScope.OwnedBy(["payments"]));
        await _world.TakeAsync(PortalWorld.Finding(1, owner: "hr"), PortalWorld.Finding(2, owner: "payments"));
        var (ofHr, ofPayments) = (await CursorAsync(hr), await CursorAsync(payments));
        _world.Time.Advance(TimeSpan.FromMinutes(1));

        await _world.TakeAsync(PortalWorld.Finding(1, revision: 2, owner: "hr"));

        Assert.NotEqual(ofHr, await CursorAsync(hr));
        Assert.Equal(ofPayments, await CursorAsync(payments));
    }

    [Fact]
    public async Task What_changes_at_one_instant_moves_the_feed_each_time()
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < 4; i++)
        {
            // The clock stands still.
            await _world.Findings.RecordAsync(PortalWorld.Finding(i), Ct);
            Assert.True(seen.Add(await CursorAsync(PortalScope.All)));
        }
    }

    [Fact]
    public async Task A_second_person_at_the_same_instant_changes_the_mode_here_too()
    {
        var first = new BrakesTold("contoso", "Exceptions", PortalWorld.At(1)) { Modes = [new ScopeMode(ExceptionMode.Observe)], Pending = new ScopeMode(ExceptionMode.Enforce) };
        var second = new BrakesTold("contoso", "Exceptions", PortalWorld.At(1)) { Modes = [new ScopeMode(ExceptionMode.Enforce)] };
        Assert.NotEqual(first.ToMessage().Id, second.ToMessage().Id);

        await _world.Brakes.RecordAsync(first, Ct);
        await _world.Brakes.RecordAsync(second, Ct);
        await _world.Brakes.RecordAsync(first with { At = PortalWorld.At(0) }, Ct);

        var brakes = Assert.Single(System.Text.Json.Nodes.JsonNode.Parse(await _world.Overview.ReadSystemAsync(Ct))!["brakes"]!.AsArray())!;
        Assert.Equal(("enforce", null), ((string?)brakes["modes"]![0]!["mode"], brakes["pending"]));
    }

    public void Dispose() => _world.Dispose();

    private async Task<string> CursorAsync(PortalScope scope) => (string)System.Text.Json.Nodes.JsonNode.Parse(await _world.Overview.ReadFeedAsync(PortalWorld.Query(""), scope, Ct))!["cursor"]!;

    private static SourcesTold Told(int hour, DateTimeOffset? silentSince) => new("contoso", PortalWorld.At(hour), [new SourceStanding(LogSource.ServicePrincipal, PortalWorld.At(0)) { SilentSince = silentSince }]);

    private static FindingChanged Stopped(int number, string policy, string owner, string type = "NHI101", long revision = 1, FindingState state = FindingState.Open)
    {
        var change = PortalWorld.Finding(number, revision, type, state: state, owner: owner);
        return change with { Finding = change.Finding with { Evidence = change.Finding.Evidence with { Policies = [policy] } } };
    }
}
