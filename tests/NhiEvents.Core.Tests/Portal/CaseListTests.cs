using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Portal.Access;

namespace NhiEvents.Core.Tests.Portal;

public sealed class CaseListTests : IDisposable
{
    private readonly PortalWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_exception_is_listed_with_its_latest_state_and_its_history_in_order()
    {
        await TakeAsync(Exemption(3, ExemptionState.Active), Exemption(1, ExemptionState.Requested, needsPerson: true), Exemption(2, ExemptionState.Approved), Exemption(2, ExemptionState.Approved));

        var one = Assert.Single((await _world.CasesAsync("kind=exception"))["items"]!.AsArray())!;
        var detail = System.Text.Json.Nodes.JsonNode.Parse(await _world.Cases.ReadOneAsync("ex-1", PortalScope.All, Ct))!;

        Assert.Equal("active", (string?)one["last"]!["state"]);
        Assert.Equal(["requested", "approved", "active"], detail["changes"]!.AsArray().Select(change => (string?)change!["state"]));
        Assert.Empty((await _world.NowAsync())["waiting"]!.AsArray());
    }

    [Fact]
    public async Task What_waits_for_a_person_comes_first_and_is_said_on_the_first_page()
    {
        await TakeAsync(Exemption(1, ExemptionState.Requested, needsPerson: true));
        await _world.Cases.RecordAsync(new RotationChanged("contoso", "app", "rot-1", "old", 1, RotationState.Watching, PortalWorld.At(50)), Ct);

        var items = (await _world.CasesAsync())["items"]!.AsArray();

        Assert.Equal(["ex-1", "rot-1"], items.Select(item => (string?)item!["last"]!["id"]));
        Assert.Equal(["rot-1"], (await _world.CasesAsync("needsPerson=false"))["items"]!.AsArray().Select(item => (string?)item!["last"]!["id"]));
        Assert.Equal("ex-1", (string?)Assert.Single((await _world.NowAsync())["waiting"]!.AsArray())!["last"]!["id"]);
    }

    [Fact]
    public async Task Owners_see_the_cases_of_what_is_theirs()
    {
        await _world.TakeAsync(PortalWorld.Identity("svc", owner: "payments", name: "svc-pay"));
        await TakeAsync(Exemption(1, ExemptionState.Active));

        Assert.Equal("svc-pay", (string?)Assert.Single((await _world.CasesAsync(scope: PortalScope.OwnedBy(["payments"])))["items"]!.AsArray())!["identity"]!["displayName"]);
        Assert.Empty((await _world.CasesAsync(scope: PortalScope.OwnedBy(["hr"])))["items"]!.AsArray());
        Assert.Null(await _world.Cases.ReadOneAsync("ex-1", PortalScope.OwnedBy(["hr"]), Ct));
    }

    public void Dispose() => _world.Dispose();

    private static ExemptionChanged Exemption(long revision, ExemptionState state, bool needsPerson = false) =>
        new("contoso", "svc", "ex-1", revision, state, PortalWorld.At((int)revision)) { End = PortalWorld.At(100), NeedsPerson = needsPerson, Text = "text" };

    private async Task TakeAsync(params IEnumerable<ExemptionChanged> changes)
    {
        foreach (var change in changes)
        {
            Assert.Equal(Outcome.Done, await _world.Cases.RecordAsync(change, Ct));
            _world.Time.Advance(TimeSpan.FromSeconds(2));
        }
    }
}
