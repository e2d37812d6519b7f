using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Findings;

namespace NhiEvents.Functions.Tests.Portal;

/// <summary>Mutes over HTTP: what a person's word becomes, and what is shown of it.</summary>
public sealed class MuteApiTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private const string Tenant = "11111111-2222-4333-8444-555555555555";

    private static readonly DateTimeOffset At = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly (string, string) Bearer = ("Authorization", "Bearer " + Token);

    [Fact]
    public async Task A_mute_is_one_command_about_the_identity_from_this_person()
    {
        await using var portal = await StartAsync();

        Assert.Equal(HttpStatusCode.Accepted, (await portal.PostAsync("/api/findings/f1/mute", """{"reason":" planned ","until":"2099-01-01T00:00:00Z"}""", Bearer)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await portal.PostAsync("/api/findings/f1/unmute", "{}", Bearer)).StatusCode);

        var sent = portal.Sent.Where(one => one.Entity == Queues.Reactions).Select(one => one.Message).ToList();
        Assert.Equal([MuteFinding.Kind, UnmuteFinding.Kind], sent.Select(message => message.Kind));
        var mute = JsonSerializer.Deserialize(sent[0].Body.Span, NhiJson.Default.MuteFinding)!;
        Assert.Equal((Tenant, "account-1", "f1", "p1", "planned"), (mute.TenantId, mute.IdentityId, mute.FindingId, mute.PersonId, mute.Reason));
    }

    [Theory]
    [InlineData("/api/findings/f1/mute", "{}", HttpStatusCode.BadRequest)]
    [InlineData("/api/findings/f1/mute", """{"reason":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/findings/f1/mute", """{"reason":"x","until":"1960-01-01T00:00:00Z"}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/findings/f1/mute", """{"reason":"x","until":"2099-01-01T00:00:00Z","for":"ever"}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/findings/other/mute", """{"reason":"x","until":"2099-01-01T00:00:00Z"}""", HttpStatusCode.NotFound)]
    [InlineData("/api/findings/other/unmute", "{}", HttpStatusCode.NotFound)]
    public async Task What_makes_no_sense_is_refused_and_sends_nothing(string path, string body, HttpStatusCode answer)
    {
        await using var portal = await StartAsync();

        Assert.Equal(answer, (await portal.PostAsync(path, body, Bearer)).StatusCode);
        Assert.DoesNotContain(portal.Sent, one => one.Entity == Queues.Reactions);
    }

    [Fact]
    public async Task The_newest_word_about_mutes_is_shown_and_can_be_filtered_by()
    {
        await using var portal = await StartAsync();
        var findings = portal.App.Services.GetRequiredService<FindingList>();
        var muted = new MuteChanged(Tenant, "account-1", "f1", 2, MuteState.Muted, "planned", At) { Until = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero), PersonId = "p1" };

        await findings.RecordAsync(muted, TestContext.Current.CancellationToken);
        await findings.RecordAsync(muted with { Revision = 1, State = MuteState.Heard, Until = null }, TestContext.Current.CancellationToken);
        await findings.RecordAsync(Changed(2), TestContext.Current.CancellationToken);

        Assert.Equal("planned", (string)(await ReadAsync(portal, "/api/findings/f1"))["mute"]!["why"]!);
        Assert.Single((await ReadAsync(portal, "/api/findings?muted=yes"))["items"]!.AsArray());
        Assert.Empty((await ReadAsync(portal, "/api/findings?muted=no"))["items"]!.AsArray());
    }

    /// <summary>Topics keep no order: a suppression window mutes a finding as it opens.</summary>
    [Fact]
    public async Task A_word_that_comes_before_its_finding_waits_for_it()
    {
        await using var portal = await StartAsync();
        var findings = portal.App.Services.GetRequiredService<FindingList>();
        var early = new MuteChanged(Tenant, "account-1", "f2", 2, MuteState.Muted, "a window", At) { Until = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero) };
        var opened = Changed(1) with { Finding = Changed(1).Finding with { Id = "f2" } };

        Assert.Same(Core.Outcome.Done, await findings.RecordAsync(early, TestContext.Current.CancellationToken));
        Assert.Same(Core.Outcome.Done, await findings.RecordAsync(early with { Revision = 1, State = MuteState.Heard, Until = null }, TestContext.Current.CancellationToken));
        await findings.RecordAsync(opened, TestContext.Current.CancellationToken);
        await findings.RecordAsync(opened, TestContext.Current.CancellationToken);

        Assert.Equal("a window", (string)(await ReadAsync(portal, "/api/findings/f2"))["mute"]!["why"]!);
        Assert.Equal("f2", (string)Assert.Single((await ReadAsync(portal, "/api/findings?muted=yes"))["items"]!.AsArray())!["id"]!);
    }

    private static async Task<PortalBench> StartAsync()
    {
        var portal = await PortalBench.StartAsync([.. PortalBench.Session(Token, PortalRole.Administrator)]);
        await portal.App.Services.GetRequiredService<FindingList>().RecordAsync(Changed(1), TestContext.Current.CancellationToken);
        return portal;
    }

    private static FindingChanged Changed(long revision) => new(Tenant, revision, new Finding(
        "f1", "NHI108", "blocked-by-policy", Severity.High, new IdentityRef("account-1", IdentityKind.ServiceAccount, "svc"), "Storage team", "It is blocked.",
        new Evidence([], [53003], [], [], [], [], []), [new Remedy("Move it", ["Use a managed identity."])], [], At, At, 1, FindingState.Open));

    private static async Task<JsonNode> ReadAsync(PortalBench portal, string path) => JsonNode.Parse(await (await portal.GetAsync(path, Bearer)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
}
