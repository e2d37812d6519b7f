using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Ports;
using NhiEvents.Functions.Tests.Local;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Portal;

/// <summary>What people ask of exceptions over HTTP, up to the command that leaves.</summary>
public sealed class ExceptionApiTests : IAsyncLifetime
{
    private const string Policy = "aaaaaaaa-0000-4000-8000-000000000001";

    private static readonly (string, string) Olga = Person("olga", "Operator");
    private static readonly (string, string) Ada = Person("ada", "Approver");

    private PortalBench _portal = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => LocalBench.Start;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalBench.StartAsync(PortalBench.Platform);
        await Service<IdentityList>().RecordAsync(
            new IdentityChanged("contoso", 1, new IdentitySummary(new IdentityRef("svc", IdentityKind.ServiceAccount, "svc-pay"), "contoso", "payments", [EvidenceKinds.Ropc], Now.AddDays(-30), Now, 7, 2, [])), Ct);
        await Service<TermsList>().RecordAsync(Terms, Ct);
    }

    public async ValueTask DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task A_request_leaves_as_one_command_however_often_it_is_sent()
    {
        var first = await AskAsync(Request(), "key-1");
        var again = await AskAsync(Request(), "key-1");
        var other = await AskAsync(Request(reason: "Its job stands still, and nobody knows why."), "key-1");
        var new2 = await AskAsync(Request(), "key-2");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.UnprocessableEntity, HttpStatusCode.Accepted), (first.Status, again.Status, other.Status, new2.Status));
        Assert.Equal((string?)first.Body["id"], (string?)again.Body["id"]);
        Assert.NotEqual((string?)first.Body["id"], (string?)new2.Body["id"]);
        Assert.Contains("Idempotency-Key", (string?)other.Body["detail"], StringComparison.Ordinal);
        var commands = Commands(NhiJson.Default.RequestExemption, RequestExemption.Kind);
        Assert.Equal(2, commands.Count);
        Assert.Equal(("olga", "svc", "contoso", Policy, "192.0.2.0/28"), (commands[0].RequesterId, commands[0].IdentityId, commands[0].TenantId, commands[0].PolicyIds[0], commands[0].Networks[0]));
        Assert.Equal((string?)first.Body["id"], Core.Exceptions.ExemptionIds.Of(commands[0]));

        var shown = await ShowAsync((string)first.Body["id"]!, Olga);
        Assert.Equal(("asked", "svc-pay"), ((string?)shown.Body["state"], (string?)shown.Body["identity"]!["displayName"]));
    }

    [Fact]
    public async Task A_request_that_cannot_be_granted_names_every_fault_and_leaves_nothing()
    {
        var answer = await AskAsync("""{"policyIds":["no-such-policy"],"networks":["0.0.0.0/0","here"],"end":"2026-09-01T00:00:00Z","reason":"short"}""", "key-1");
        var preview = await _portal.PostAsync("/api/exception-preview", """{"policyIds":["no-such-policy"],"networks":["0.0.0.0/0","here"],"end":"2026-09-01T00:00:00Z","reason":"short"}""", Olga);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        string[] expected = ["identityMissing", "networkTooWide", "networkUnreadable", "noWayToExclude", "overCap", "ownerMissing", "reasonMissing"];
        Assert.Equal(expected, Codes(answer.Body["errors"]!));
        Assert.Equal(expected, Codes((await JsonAsync(preview))["faults"]!));
        Assert.Empty(_portal.Sent);
    }

    [Fact]
    public async Task A_preview_tells_how_long_and_how_many_approvals()
    {
        var guarded = await JsonAsync(await _portal.PostAsync("/api/exception-preview", Request(), Olga));
        var elsewhere = await JsonAsync(await _portal.PostAsync("/api/exception-preview", Request(network: "203.0.113.0/28"), Olga));

        Assert.Empty(guarded["faults"]!.AsArray());
        Assert.Equal(("30.00:00:00", 1), ((string?)guarded["longest"], (int?)guarded["approvalsNeeded"]));
        Assert.Equal(["overCap"], Codes(elsewhere["faults"]!));
        Assert.Equal(("3.00:00:00", 2), ((string?)elsewhere["longest"], (int?)elsewhere["approvalsNeeded"]));
        Assert.Empty(_portal.Sent);
    }

    [Fact]
    public async Task Nobody_approves_what_they_asked_for_not_even_with_another_account()
    {
        await AnnounceAsync(1, ExemptionState.Requested, requester: "ada");
        var tag = (await ShowAsync("ex-1", Ada)).ETag;

        var own = await SayAsync("approve", "{}", Ada, tag, "a");
        var second = await SayAsync("approve", "{}", Person("ada-admin", "Approver"), tag, "b");
        var owner = await SayAsync("approve", "{}", Person("owner-1", "Approver"), tag, "c");
        var another = await SayAsync("approve", "{}", Person("bob", "Approver"), tag, "d");

        Assert.All([own, second, owner], refused =>
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains("another person", (string?)refused.Body["detail"], StringComparison.Ordinal);
        });
        Assert.Equal(HttpStatusCode.Accepted, another.Status);
        Assert.Equal("bob", Assert.Single(Commands(NhiJson.Default.ApproveExemption, ApproveExemption.Kind)).ApproverId);
    }

    [Fact]
    public async Task A_change_needs_the_state_that_the_person_saw()
    {
        await AnnounceAsync(1, ExemptionState.Requested);
        var seen = (await ShowAsync("ex-1", Ada)).ETag;
        await AnnounceAsync(2, ExemptionState.Requested);

        var blind = await SayAsync("approve", "{}", Ada, null, "a");
        var stale = await SayAsync("approve", "{}", Ada, seen, "b");
        var fresh = await SayAsync("approve", "{}", Ada, (await ShowAsync("ex-1", Ada)).ETag, "c");
        var again = await SayAsync("approve", "{}", Ada, seen, "c");

        Assert.Equal((HttpStatusCode.PreconditionRequired, HttpStatusCode.PreconditionFailed), (blind.Status, stale.Status));
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (fresh.Status, again.Status));
        Assert.Single(Commands(NhiJson.Default.ApproveExemption, ApproveExemption.Kind));
        var word = Assert.Single((await ShowAsync("ex-1", Ada)).Body["exception"]!["asked"]!.AsArray())!;
        Assert.Equal(("approve", "ada"), ((string?)word["what"], (string?)word["by"]));
    }

    [Fact]
    public async Task Denying_extending_and_revoking_leave_as_commands_of_the_person()
    {
        await AnnounceAsync(1, ExemptionState.Active);
        var tag = (await ShowAsync("ex-1", Olga)).ETag;

        var short0 = await SayAsync("extend", """{"end":"2026-02-01T00:00:00Z","reason":"no"}""", Olga, tag, "a");
        var extended = await SayAsync("extend", """{"end":"2026-03-25T00:00:00Z","reason":"The new host is not there yet."}""", Olga, tag, "b");
        await AnnounceAsync(2, ExemptionState.Active, extension: "later");
        var denied = await SayAsync("deny", """{"reason":"The host has been there for a week."}""", Ada, (await ShowAsync("ex-1", Ada)).ETag, "c");
        var revoked = await SayAsync("revoke", """{"reason":"It is moved, and works."}""", Olga, (await ShowAsync("ex-1", Olga)).ETag, "d");
        await AnnounceAsync(3, ExemptionState.Ended);
        var late = await SayAsync("revoke", """{"reason":"It is moved, and works."}""", Olga, (await ShowAsync("ex-1", Olga)).ETag, "e");

        Assert.Equal(["notExtendable", "reasonMissing"], Codes(short0.Body["errors"]!));
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.Accepted), (extended.Status, denied.Status, revoked.Status));
        Assert.Equal(["isOver"], Codes(late.Body["errors"]!));
        var (extend, deny, revoke) = (
            Assert.Single(Commands(NhiJson.Default.ExtendExemption, ExtendExemption.Kind)), Assert.Single(Commands(NhiJson.Default.DenyExemption, DenyExemption.Kind)),
            Assert.Single(Commands(NhiJson.Default.RevokeExemption, RevokeExemption.Kind)));
        Assert.Equal(("olga", "ex-1", new DateTimeOffset(2026, 3, 25, 0, 0, 0, TimeSpan.Zero)), (extend.RequesterId, extend.ExemptionId, extend.End));
        Assert.Equal(("ada", "later", "The host has been there for a week."), (deny.ApproverId, deny.ExtensionId, deny.Reason));
        Assert.Equal(("olga", "It is moved, and works."), (revoke.RevokerId, revoke.Reason));
    }

    [Fact]
    public async Task The_newest_announcement_is_shown_whole()
    {
        await AnnounceAsync(3, ExemptionState.Ended);
        await AnnounceAsync(2, ExemptionState.Active);
        await Service<ExceptionList>().RecordAsync(new ExemptionRefused("contoso", "r", "svc", ["No owner is named.", "No reason."], Now) { ExemptionId = "ex-2" }, Ct);

        var ended = await ShowAsync("ex-1", Olga);
        var refused = await ShowAsync("ex-2", Olga);
        var all = await JsonAsync(await _portal.GetAsync("/api/exceptions?sort=end", Olga));
        var open = await JsonAsync(await _portal.GetAsync("/api/exceptions?state=active,ended&policy=" + Policy, Olga));

        var details = ended.Body["exception"]!["last"]!["details"]!;
        Assert.Equal(("ended", "signIn", true, "requested"), ((string?)ended.Body["state"], (string?)details["proof"], (bool?)details["guarded"], (string?)details["history"]![0]!["what"]));
        Assert.Equal(("refused", 2), ((string?)refused.Body["state"], refused.Body["exception"]!["refused"]!["faults"]!.AsArray().Count));
        Assert.Equal(2, (int?)all["total"]);
        Assert.Equal("ex-1", (string?)Assert.Single(open["items"]!.AsArray())!["exception"]!["id"]);
    }

    [Fact]
    public async Task Owners_ask_for_and_see_what_is_theirs()
    {
        await AnnounceAsync(1, ExemptionState.Active);
        var payments = Person("payments", "Owner");
        var hr = Person("hr", "Owner");

        Assert.Equal(HttpStatusCode.OK, (await ShowAsync("ex-1", payments)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ShowAsync("ex-1", hr)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SayAsync("revoke", """{"reason":"It is moved, and works."}""", hr, "\"x\"", "a")).Status);
        Assert.Contains("identityNotYours", Codes((await AskAsync(Request(), "b", hr)).Body["errors"]!));
        Assert.Empty((await JsonAsync(await _portal.GetAsync("/api/exceptions", hr)))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("/api/exceptions", "{ no json", HttpStatusCode.BadRequest)]
    [InlineData("/api/exceptions", "{\"colour\":\"red\"}", HttpStatusCode.BadRequest)]
    [InlineData("/api/exceptions", "{\"end\":\"tomorrow\"}", HttpStatusCode.BadRequest)]
    [InlineData("/api/exceptions/none/approve", "{}", HttpStatusCode.NotFound)]
    public async Task What_cannot_be_read_or_is_not_there_is_a_problem(string path, string body, HttpStatusCode expected)
    {
        var answer = await _portal.PostAsync(path, body, Person("pat", "Operator", "Approver"), ("Idempotency-Key", "a"), ("If-Match", "\"x\""));

        Assert.Equal((expected, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Empty(_portal.Sent);
    }

    [Fact]
    public async Task A_request_without_a_key_is_not_taken()
    {
        var answer = await _portal.PostAsync("/api/exceptions", Request(), Olga);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith("Idempotency-Key is missing", (string?)(await JsonAsync(answer))["detail"], StringComparison.Ordinal);
    }
    [Fact]
    public async Task Keys_that_people_have_used_are_forgotten_after_a_day_and_not_before()
    {
        await AskAsync(Request(), "key-1");
        await AnnounceAsync(1, ExemptionState.Requested);
        var approved = await SayAsync("approve", "{}", Ada, (await ShowAsync("ex-1", Ada)).ETag, "key-2");
        Assert.Equal(HttpStatusCode.Accepted, approved.Status);

        Assert.Equal(0, await PurgeAsync(Now.AddHours(23)));
        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(Request(), "key-1")).Status);
        Assert.Equal((2, 0), (await PurgeAsync(Now.AddHours(24)), await PurgeAsync(Now.AddHours(24))));

        Task<int> PurgeAsync(DateTimeOffset at) => new AskPurge(Service<IStateStore>(), new ManualTime(at)).PurgeAsync(Ct);
    }

    private static ExceptionTerms Terms => new(
        "contoso", Now, new ExceptionLimits(TimeSpan.FromDays(30), TimeSpan.FromDays(14), TimeSpan.FromDays(3), TimeSpan.FromHours(8), TimeSpan.FromDays(3), 3, 16, 32, TimeSpan.FromDays(14)),
        [new ExceptablePolicy(Policy, "MFA for everyone", true, false) { ForUsers = ExclusionMechanism.Group, Guards = [["192.0.2.0/24"]] }])
    {
        SecondAccounts = new Dictionary<string, string> { ["ada-admin"] = "ada" },
    };

    private static string Request(string reason = "Its job stands still until it is moved.", string network = "192.0.2.0/28") => new JsonObject
    {
        ["identityId"] = "svc", ["policyIds"] = new JsonArray(Policy), ["networks"] = new JsonArray(network), ["end"] = Now.AddDays(20).ToString("O"), ["ownerId"] = "owner-1", ["reason"] = reason,
    }.ToJsonString();

    private static (string, string) Person(string id, params string[] roles) => ("X-MS-CLIENT-PRINCIPAL", PortalBench.Principal(roles, id, id));

    private Task<Core.Outcome.Final> AnnounceAsync(long revision, ExemptionState state, string requester = "olga", string? extension = null) => Service<ExceptionList>().RecordAsync(
        new ExemptionChanged("contoso", "svc", "ex-1", revision, state, Now.AddMinutes(revision))
        {
            End = Now.AddDays(20),
            Details = new ExemptionDetails("svc-pay", ExemptionKind.Standard, ExclusionMechanism.Group, [Policy], ["192.0.2.0/28"], [], "owner-1", requester, "Its job stands still.", Now, 1, true)
            {
                Cap = TimeSpan.FromDays(30),
                Proof = state is ExemptionState.Ended ? ProofBasis.SignIn : null,
                Extension = extension is null ? null : new ExemptionExtension(extension, "olga", Now.AddDays(25), false, []),
                History = [new ExemptionStep(Now, "requested") { By = requester }],
            },
        },
        Ct);

    private async Task<Answer> AskAsync(string body, string key, (string, string)? person = null) => await AnswerAsync(await _portal.PostAsync("/api/exceptions", body, person ?? Olga, ("Idempotency-Key", key)));

    private async Task<Answer> SayAsync(string word, string body, (string, string) person, string? tag, string key)
    {
        (string, string)[] headers = [person, ("Idempotency-Key", key)];
        return await AnswerAsync(await _portal.PostAsync($"/api/exceptions/ex-1/{word}", body, tag is null ? headers : [.. headers, ("If-Match", tag)]));
    }

    private async Task<Answer> ShowAsync(string id, (string, string) person) => await AnswerAsync(await _portal.GetAsync("/api/exceptions/" + id, person));

    private static async Task<Answer> AnswerAsync(HttpResponseMessage answer) => new(answer.StatusCode, answer.Headers.ETag?.Tag, await JsonAsync(answer));

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;

    private static IEnumerable<string> Codes(JsonNode faults) => faults.AsArray().Select(fault => (string)fault!["code"]!).Distinct().Order(StringComparer.Ordinal);

    private List<T> Commands<T>(System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string kind)
    {
        Assert.All(_portal.Sent, sent => Assert.Equal(Queues.Exceptions, sent.Entity));
        return [.. _portal.Sent.Where(sent => sent.Message.Kind == kind).Select(sent => JsonSerializer.Deserialize(sent.Message.Body.Span, type)!)];
    }

    private T Service<T>()
        where T : notnull => _portal.App.Services.GetRequiredService<T>();

    private sealed record Answer(HttpStatusCode Status, string? ETag, JsonNode Body);
}
