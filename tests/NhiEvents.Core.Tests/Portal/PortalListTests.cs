using System.Text.Json.Nodes;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Listing;

namespace NhiEvents.Core.Tests.Portal;

public sealed class PortalListTests : IDisposable
{
    private readonly PortalWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_newest_revision_is_listed_whatever_comes_late()
    {
        await _world.TakeAsync(PortalWorld.Finding(1, revision: 3, severity: Severity.Low), PortalWorld.Finding(1, revision: 2, severity: Severity.Critical), PortalWorld.Finding(1, revision: 3, severity: Severity.Medium));

        var page = await _world.FindingsAsync();

        Assert.Equal("low", (string?)Assert.Single(page["items"]!.AsArray())!["severity"]);
    }

    [Fact]
    public async Task A_document_has_one_row_in_the_list_however_often_it_changes()
    {
        await _world.TakeAsync(Enumerable.Range(1, 20).Select(revision => PortalWorld.Finding(1, revision)));

        Assert.Equal(2, _world.Ports.KeysOf("finding").Count(key => key.Contains("finding0001", StringComparison.Ordinal)));
        Assert.Equal(1, (int)(await _world.FindingsAsync())["total"]!);
    }

    [Fact]
    public async Task Changes_at_the_same_instant_are_all_listed()
    {
        for (var revision = 1; revision <= 3; revision++)
        {
            await _world.Findings.RecordAsync(PortalWorld.Finding(1, revision), Ct);
            await _world.Findings.RecordAsync(PortalWorld.Finding(2, revision), Ct);
            Assert.Equal(2, (int)(await _world.FindingsAsync())["total"]!);
        }
    }

    [Fact]
    public async Task What_changed_since_the_last_look_is_seen_and_nothing_is_read_twice_into_the_list()
    {
        await _world.TakeAsync(PortalWorld.Finding(1), PortalWorld.Finding(2));
        Assert.Equal(2, (int)(await _world.FindingsAsync())["total"]!);
        _world.Time.Advance(TimeSpan.FromHours(1));

        await _world.TakeAsync(PortalWorld.Finding(2, revision: 2, state: FindingState.Withdrawn), PortalWorld.Finding(3));

        Assert.Equal(["finding0003", "finding0001"], PortalWorld.Ids(await _world.FindingsAsync()));
        Assert.Equal(["finding0002"], PortalWorld.Ids(await _world.FindingsAsync("state=withdrawn")));
        Assert.Equal(3, (int)(await _world.FindingsAsync("state=any"))["total"]!);
    }

    [Theory]
    [InlineData("severity")]
    [InlineData("lastSeen")]
    [InlineData("firstSeen")]
    public async Task Pages_hold_every_entry_once_in_any_order(string sort)
    {
        await _world.TakeAsync(Enumerable.Range(1, 23).Select(i => PortalWorld.Finding(i, severity: (Severity)(i % 4))));
        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await _world.FindingsAsync($"sort={sort}&limit=5" + (next is null ? "" : "&after=" + next));
            Assert.Equal(23, (int)page["total"]!);
            seen.AddRange(PortalWorld.Ids(page));
            next = (string?)page["next"];
        }
        while (next is not null);

        Assert.Equal(23, seen.Count);
        Assert.Equal(23, seen.Distinct().Count());
    }

    [Fact]
    public async Task The_worst_comes_first()
    {
        await _world.TakeAsync(PortalWorld.Finding(1, severity: Severity.Low), PortalWorld.Finding(2, severity: Severity.Critical), PortalWorld.Finding(3, severity: Severity.High));

        Assert.Equal(["finding0002", "finding0003", "finding0001"], PortalWorld.Ids(await _world.FindingsAsync()));
    }

    [Theory]
    [InlineData("severity=critical,low", 2)]
    [InlineData("finding=NHI203", 1)]
    [InlineData("q=SVC-2", 1)]
    [InlineData("q=cause", 3)]
    [InlineData("identity=identity-3", 1)]
    [InlineData("owner=payments", 1)]
    [InlineData("q=nothing-like-it", 0)]
    public async Task Filters_leave_what_they_say(string query, int expected)
    {
        await _world.TakeAsync(
            PortalWorld.Finding(1, severity: Severity.Low), PortalWorld.Finding(2, severity: Severity.Critical, type: "NHI203"), PortalWorld.Finding(3, severity: Severity.High, owner: "payments"));

        Assert.Equal(expected, (int)(await _world.FindingsAsync(query))["total"]!);
    }

    [Theory]
    [InlineData("colour=red", "colour")]
    [InlineData("severity=terrible", "severity")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1000", "limit")]
    [InlineData("sort=size", "sort")]
    [InlineData("after=!!", "after")]
    public async Task A_query_that_means_nothing_is_refused_and_named(string query, string parameter)
    {
        var fault = await Assert.ThrowsAsync<BadQueryException>(() => _world.FindingsAsync(query));

        Assert.Equal(parameter, fault.Member);
    }

    [Fact]
    public async Task Owners_see_what_is_theirs_and_nothing_else()
    {
        await _world.TakeAsync(PortalWorld.Finding(1, identity: "a", owner: "Payments"), PortalWorld.Finding(2, identity: "b", owner: "hr"));
        await _world.TakeAsync(PortalWorld.Identity("a", owner: "Payments"), PortalWorld.Identity("b", owner: "hr"));
        var mine = PortalScope.OwnedBy(["payments"]);

        Assert.Equal(["finding0001"], PortalWorld.Ids(await _world.FindingsAsync(scope: mine)));
        Assert.Equal(["a"], PortalWorld.Ids(await _world.IdentitiesAsync(scope: mine)));
        Assert.Equal(1, (int)(await _world.NowAsync(mine))["identities"]!["broken"]!);
        Assert.Null(await _world.Findings.FindAsync("finding0002", mine, Ct));
        Assert.Null(await _world.Identities.ReadOneAsync("b", mine, Ct));
        Assert.NotNull(await _world.Identities.ReadOneAsync("a", mine, Ct));
    }

    [Fact]
    public async Task An_identity_is_broken_while_a_finding_that_says_so_is_open()
    {
        await _world.TakeAsync(PortalWorld.Identity("a") with { LastSuccess = PortalWorld.At(1) }, PortalWorld.Identity("b"), PortalWorld.Identity("c") with { LastSuccess = PortalWorld.At(1) });
        await _world.TakeAsync(PortalWorld.Finding(1, identity: "a"), PortalWorld.Finding(2, type: "NHI204", identity: "c"));

        Assert.Equal("broken attention unknown", Statuses(await _world.IdentitiesAsync()));

        await _world.TakeAsync(PortalWorld.Finding(1, revision: 2, state: FindingState.Withdrawn, identity: "a"));

        Assert.Equal("attention working unknown", Statuses(await _world.IdentitiesAsync()));
        Assert.Equal(["a"], PortalWorld.Ids(await _world.IdentitiesAsync("status=working")));

        static string Statuses(JsonNode page) => string.Join(' ', page["items"]!.AsArray().Select(item => (string?)item!["status"]));
    }

    [Fact]
    public async Task Hours_keep_the_most_that_was_said_of_them_in_any_order()
    {
        await _world.TakeAsync(
            PortalWorld.Identity("a", 2, hours: [new SignInHour(PortalWorld.At(3), 5, 1), new SignInHour(PortalWorld.At(4), 2, 0)]),
            PortalWorld.Identity("a", 1, name: "old name", hours: [new SignInHour(PortalWorld.At(3), 4, 1), new SignInHour(PortalWorld.At(1), 1, 1)]));

        var detail = JsonNode.Parse(await _world.Identities.ReadOneAsync("a", PortalScope.All, Ct))!["identity"]!;

        Assert.Equal(["1/1", "5/1", "2/0"], detail["hours"]!.AsArray().Select(hour => $"{hour!["successes"]}/{hour["failures"]}"));
        Assert.Equal("a", (string?)detail["summary"]!["identity"]!["displayName"]);
        var sums = (await _world.NowAsync())["hours"]!.AsArray();
        Assert.Equal((24, 8, 2), (sums.Count, sums.Sum(hour => (int)hour!["successes"]!), sums.Sum(hour => (int)hour!["failures"]!)));
    }

    [Fact]
    public async Task The_feed_tells_what_happened_since_its_cursor()
    {
        await _world.TakeAsync(PortalWorld.Finding(1));
        var first = await _world.FeedAsync();
        Assert.Equal(["open finding0001"], Events(first));
        _world.Time.Advance(TimeSpan.FromMinutes(1));

        var quiet = await _world.FeedAsync("after=" + first["cursor"]);
        Assert.Equal((false, (string?)first["cursor"]), ((bool)quiet["changed"]!, (string?)quiet["cursor"]));

        await _world.TakeAsync(PortalWorld.Finding(2), PortalWorld.Finding(1, revision: 2, state: FindingState.Withdrawn));
        var then = await _world.FeedAsync("after=" + quiet["cursor"]);
        Assert.True((bool)then["changed"]!);
        Assert.Equal(["withdrawn finding0001", "open finding0002"], Events(then));

        static IReadOnlyList<string> Events(JsonNode feed) => [.. feed["events"]!.AsArray().Select(one => $"{one!["state"]} {one["id"]}")];
    }

    [Fact]
    public async Task A_finding_that_only_grows_is_no_news_in_the_feed()
    {
        await _world.TakeAsync(PortalWorld.Finding(1));
        var first = await _world.FeedAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(1));

        await _world.TakeAsync(PortalWorld.Finding(1, revision: 2));

        var feed = await _world.FeedAsync("after=" + first["cursor"]);
        Assert.True((bool)feed["changed"]!);
        Assert.Equal(first["events"]!.ToJsonString(), feed["events"]!.ToJsonString());
    }

    [Fact]
    public async Task A_row_of_the_first_version_is_replaced_by_the_next_announcement()
    {
        var change = PortalWorld.Finding(1);
        var partition = Core.State.Partition.For("contoso", "finding", change.Finding.Id);
        await _world.Ports.Faults.CommitAsync(partition, [new Core.Ports.RowChange.Insert(change.Finding.Id + "|finding", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(change, Contracts.NhiJson.Default.FindingChanged))], Ct);

        await _world.TakeAsync(PortalWorld.Finding(1, revision: 2));

        Assert.Equal(["finding0001"], PortalWorld.Ids(await _world.FindingsAsync()));
    }

    public void Dispose() => _world.Dispose();
}
