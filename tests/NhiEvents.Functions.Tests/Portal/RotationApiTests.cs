using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Cases;

namespace NhiEvents.Functions.Tests.Portal;

/// <summary>Rotations over HTTP: what is read, and what a person's word becomes.</summary>
public sealed class RotationApiTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private const string Tenant = "11111111-2222-4333-8444-555555555555";

    private static readonly DateTimeOffset At = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly (string, string) Bearer = ("Authorization", "Bearer " + Token);

    [Fact]
    public async Task A_rotation_is_listed_with_its_steps_and_an_exception_is_none()
    {
        await using var portal = await StartAsync();

        var list = await ReadAsync(portal, "/api/rotations");
        var one = await ReadAsync(portal, "/api/rotations/r1");

        Assert.Equal(["r1"], list["items"]!.AsArray().Select(item => (string)item!["last"]!["id"]!));
        Assert.Equal("application-1", (string)one["case"]!["last"]!["applicationId"]!);
        Assert.Equal(["planned", "watching"], one["changes"]!.AsArray().Select(step => (string)step!["state"]!));
        Assert.Equal("The new credential is the current version of payroll.", (string)one["changes"]![1]!["text"]!);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.GetAsync("/api/rotations/e1", Bearer)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await portal.GetAsync("/api/rotations?kind=exception", Bearer)).StatusCode);
    }

    [Fact]
    public async Task A_word_about_a_rotation_is_one_command_for_its_application_from_this_person()
    {
        await using var portal = await StartAsync();

        Assert.Equal(HttpStatusCode.Accepted, (await portal.PostAsync("/api/rotations/r1/hold", """{"reason":" wait for the release "}""", Bearer)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await portal.PostAsync("/api/rotations/r1/resume", "{}", Bearer)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await portal.PostAsync("/api/rotations/r1/abort", """{"reason":"not wanted"}""", Bearer)).StatusCode);

        var sent = portal.Sent.Where(one => one.Entity == Queues.Rotations).Select(one => one.Message).ToList();
        Assert.Equal([HoldRotation.Kind, ResumeRotation.Kind, AbortRotation.Kind], sent.Select(message => message.Kind));
        var hold = JsonSerializer.Deserialize(sent[0].Body.Span, NhiJson.Default.HoldRotation)!;
        Assert.Equal((Tenant, "application-1", "r1", "p1", "wait for the release"), (hold.TenantId, hold.IdentityId, hold.RotationId, hold.PersonId, hold.Reason));
        Assert.Equal("p1", JsonSerializer.Deserialize(sent[2].Body.Span, NhiJson.Default.AbortRotation)!.PersonId);
    }

    [Theory]
    [InlineData("/api/rotations/r1/hold", "{}", HttpStatusCode.BadRequest)]
    [InlineData("/api/rotations/r1/abort", """{"reason":"  "}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/rotations/r1/hold", """{"reason":"x","force":true}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/rotations/r2/hold", """{"reason":"x"}""", HttpStatusCode.NotFound)]
    [InlineData("/api/rotations/e1/abort", """{"reason":"x"}""", HttpStatusCode.NotFound)]
    [InlineData("/api/rotations", """{"tenantId":"unknown","identityId":"application-1"}""", HttpStatusCode.BadRequest)]
    public async Task What_cannot_be_done_is_explained_and_sends_nothing(string path, string body, HttpStatusCode expected)
    {
        await using var portal = await StartAsync();

        var answer = await portal.PostAsync(path, body, Bearer);

        Assert.Equal((expected, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.DoesNotContain(portal.Sent, one => one.Entity == Queues.Rotations);
    }

    private static async Task<PortalBench> StartAsync()
    {
        var portal = await PortalBench.StartAsync([.. PortalBench.Session(Token, PortalRole.Administrator)]);
        var cases = portal.App.Services.GetRequiredService<CaseList>();
        var planned = new RotationChanged(Tenant, "application-1", "r1", "key-1", 1, RotationState.Planned, At) { ServicePrincipalId = "principal-1" };
        await cases.RecordAsync(planned, default);
        await cases.RecordAsync(planned with { Revision = 2, State = RotationState.Watching, At = At.AddHours(1), NewKeyId = "key-2", Text = "The new credential is the current version of payroll." }, default);
        await cases.RecordAsync(new ExemptionChanged(Tenant, "user-1", "e1", 1, Contracts.Exceptions.ExemptionState.Requested, At), default);
        return portal;
    }

    private static async Task<JsonNode> ReadAsync(PortalBench portal, string path)
    {
        var answer = await portal.GetAsync(path, Bearer);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }
}
