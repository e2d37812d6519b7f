using System.Text.Json.Nodes;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Campaigns;

namespace NhiEvents.Core.Tests.Portal;

/// <summary>Who is in a campaign, and one thing done about many of them.</summary>
public sealed class CampaignTests : IDisposable
{
    private static readonly PortalPerson Pat = new("p1", "Pat", new HashSet<PortalRole> { PortalRole.Operator }, new HashSet<string>());

    private readonly PortalWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_campaign_has_who_belongs_in_it_and_says_why()
    {
        await _world.TakeAsync(PortalWorld.Identity("no-owner"), PortalWorld.Identity("owned", owner: "team"), PortalWorld.Identity("confirmed", owner: "team"), PortalWorld.Identity("ending", owner: "team") with
        {
            Credentials = [new CredentialFacts("k", "secret") { EndsAt = _world.Time.GetUtcNow().AddDays(5) }],
        });
        await _world.TakeAsync(PortalWorld.Finding(1, type: "NHI401", identity: "owned"), PortalWorld.Finding(2, type: "NHI406", identity: "confirmed"));
        await _world.Attestations.RecordAsync(Asked("confirmed", AttestationState.Confirmed), Ct);
        await _world.Attestations.RecordAsync(Asked("ending", AttestationState.Missed), Ct);

        Assert.Equal(
            [("ending", "olga has not answered."), ("no-owner", "Nobody is known who answers for it."), ("owned", "Its owner has never confirmed it.")],
            await MembersAsync("owners"));
        Assert.Contains(("confirmed", "Nobody has used it in any way for 90 days."), await MembersAsync("unused"));
        Assert.Equal(["ending"], (await MembersAsync("credentials")).Select(one => one.Id));
        Assert.Equal([("owned", "It is let out of a policy, and nobody approved that.")], await MembersAsync("exclusions"));
        Assert.Null(await _world.Campaigns.ReadPageAsync("others", PortalWorld.Query(""), Ct));

        _world.Time.Advance(TimeSpan.FromDays(200));
        Assert.Contains("confirmed", (await MembersAsync("owners")).Select(one => one.Id));
    }

    [Fact]
    public async Task So_many_percent_are_asked_each_once_with_an_entry_in_the_ledger_and_who_is_asked_already_is_left_out()
    {
        await TakeOwnedAsync(10);

        var asked = Assert.IsType<CampaignOutcome.Asked>(await RunAsync(25, 3));
        Assert.Equal(3, asked.Members);
        Assert.IsType<CampaignOutcome.Asked>(await RunAsync(25, 3)); // the same key again

        var commands = await _world.Ports.ReceivedAsync(Queues.Reactions, NhiJson.Default.AskAttestation);
        Assert.Equal(["id-0", "id-1", "id-2"], commands.Select(one => one.Identity.Id));
        Assert.All(commands, one => Assert.Equal(("team", "p1", asked.RunId), (one.Owner, one.RequesterId, one.RunId)));
        Assert.Equal(3, _world.Ports.Rows().Count(row => row.Key.StartsWith("~ledger|entry|", StringComparison.Ordinal) && row.Body.Contains("campaign-asked", StringComparison.Ordinal)));

        foreach (var command in commands)
        {
            await _world.Attestations.RecordAsync(new AttestationChanged("contoso", command.Identity, command.AttestationId, 1, AttestationState.Asked, command.Owner, command.Until, _world.Time.GetUtcNow()) { RunId = command.RunId }, Ct);
        }

        _world.Time.Advance(TimeSpan.FromSeconds(2));
        var forecast = (await PageAsync("owners", "percent=50"))["forecast"]!;
        Assert.Equal((4, 7, "Its owner is asked already."), ((int)forecast["count"]!, (int)forecast["able"]!, (string)forecast["leftOut"]![0]!["why"]!));
        var run = JsonNode.Parse(await _world.Campaigns.ReadAsync(Ct))!["items"]![0]!["runs"]![0]!;
        Assert.Equal((3, "Pat", 25), ((int)run["answers"]!["open"]!, (string)run["run"]!["by"]!, (int)run["run"]!["percent"]!));
    }

    [Fact]
    public async Task Nothing_is_done_when_there_are_more_or_fewer_than_was_confirmed()
    {
        await TakeOwnedAsync(10);

        Assert.Equal(new CampaignOutcome.Changed(10), await RunAsync(100, 9));
        Assert.Empty(await _world.Ports.ReceivedAsync(Queues.Reactions));
    }

    [Fact]
    public async Task One_key_is_one_ask()
    {
        await TakeOwnedAsync(4);
        await RunAsync(50, 2);

        Assert.IsType<CampaignOutcome.KeyTaken>(await RunAsync(100, 4));
    }

    [Theory]
    [InlineData("""{"action":"rotate","percent":10,"count":1,"reason":"long enough text"}""", "action")]
    [InlineData("""{"action":"ask","percent":0,"count":1,"reason":"long enough text"}""", "percent")]
    [InlineData("""{"action":"ask","percent":10,"count":1,"reason":"short"}""", "reason")]
    [InlineData("""{"action":"ask","percent":10,"count":1,"reason":"long enough text"}""", "until")]
    [InlineData("""{"action":"ask","percent":10,"count":1,"reason":"long enough text","until":"2099-01-01T00:00:00Z"}""", "until")]
    public async Task What_makes_no_sense_is_named(string json, string member)
    {
        await TakeOwnedAsync(2);
        var ask = System.Text.Json.JsonSerializer.Deserialize<CampaignAsk>(json, System.Text.Json.JsonSerializerOptions.Web)!;

        var refused = await Assert.ThrowsAsync<BadRequestException>(() => _world.CampaignDesk.RunAsync("owners", ask, "k", Pat, Ct));
        Assert.StartsWith(member, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_are_rotated_but_never_of_what_is_protected_or_no_application()
    {
        foreach (var (id, kind, isProtected) in new[] { ("sp-1", IdentityKind.ServicePrincipal, false), ("sp-2", IdentityKind.ServicePrincipal, true), ("svc", IdentityKind.ServiceAccount, false) })
        {
            var change = PortalWorld.Identity(id, owner: "team");
            await _world.TakeAsync(change with { Summary = change.Summary with { Identity = new IdentityRef(id, kind, id), Protected = isProtected }, Credentials = [new CredentialFacts("k", "secret") { EndsAt = _world.Time.GetUtcNow() }] });
        }

        var ask = new CampaignAsk { What = "rotate", Percent = 100, Count = 1, Reason = "They are too old." };
        Assert.IsType<CampaignOutcome.Asked>(await _world.CampaignDesk.RunAsync("credentials", ask, "k", Pat, Ct));

        var start = Assert.Single(await _world.Ports.ReceivedAsync(Queues.Rotations, NhiJson.Default.StartRotation));
        Assert.Equal(("sp-1", "p1", "They are too old."), (start.IdentityId, start.RequesterId, start.Reason));
    }

    public void Dispose() => _world.Dispose();

    private async Task TakeOwnedAsync(int count) => await _world.TakeAsync(Enumerable.Range(0, count).Select(i => PortalWorld.Identity($"id-{i}", owner: "team")));

    private Task<CampaignOutcome> RunAsync(int percent, int count) => _world.CampaignDesk.RunAsync(
        "owners", new CampaignAsk { What = "ask", Percent = percent, Count = count, Reason = "Half-yearly review.", Until = PortalWorld.At(24 * 10) }, "key-1", Pat, Ct);

    private AttestationChanged Asked(string identity, AttestationState state) =>
        new("contoso", new IdentityRef(identity, IdentityKind.ServiceAccount, identity), "ask-" + identity, 2, state, "olga", _world.Time.GetUtcNow().AddDays(9), _world.Time.GetUtcNow());

    private async Task<JsonNode> PageAsync(string campaign, string query = "") => JsonNode.Parse((await _world.Campaigns.ReadPageAsync(campaign, PortalWorld.Query(query), Ct))!)!;

    private async Task<IReadOnlyList<(string Id, string Why)>> MembersAsync(string campaign) =>
        [.. (await PageAsync(campaign))["items"]!.AsArray().Select(member => ((string)member!["identity"]!["id"]!, (string)member["why"]!))];
}
