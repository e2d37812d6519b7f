using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Audit;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Tickets;
using NhiEvents.Embedded;
using NhiEvents.Functions.Tests.Local;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Portal;

/// <summary>Campaigns, tickets, the ledger, dead letters and modes over HTTP; and roles that are held for tags.</summary>
public sealed class GovernanceApiTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private static readonly (string, string) Bearer = ("Authorization", "Bearer " + Token);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_campaign_is_run_with_the_count_that_was_confirmed_and_once_per_key()
    {
        await using var portal = await StartAsync(PortalRole.Operator);
        var forecast = (await JsonAsync(portal, "/api/campaigns/owners?percent=50&askInstead=olga@contoso.example"))["forecast"]!;
        Assert.Equal(1, (int)forecast["count"]!);
        var body = $$"""{"action":"ask","percent":50,"count":1,"reason":"Half-yearly review","askInstead":"olga@contoso.example","until":"{{LocalBench.Start.AddDays(14):O}}"}""";

        Assert.Equal(HttpStatusCode.BadRequest, (await portal.PostAsync("/api/campaigns/owners/runs", body, Bearer)).StatusCode); // no key
        Assert.Equal(HttpStatusCode.Conflict, (await portal.PostAsync("/api/campaigns/owners/runs", body.Replace("\"count\":1", "\"count\":2", StringComparison.Ordinal), Bearer, ("Idempotency-Key", "k0"))).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await portal.PostAsync("/api/campaigns/owners/runs", body, Bearer, ("Idempotency-Key", "k1"))).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await portal.PostAsync("/api/campaigns/owners/runs", body, Bearer, ("Idempotency-Key", "k1"))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await portal.PostAsync("/api/campaigns/owners/runs", body.Replace("50", "49", StringComparison.Ordinal), Bearer, ("Idempotency-Key", "k1"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.PostAsync("/api/campaigns/none/runs", body, Bearer, ("Idempotency-Key", "k2"))).StatusCode);

        var ask = JsonSerializer.Deserialize(Assert.Single(portal.Sent, one => one.Message.Kind == AskAttestation.Kind).Message.Body.Span, NhiJson.Default.AskAttestation)!;
        Assert.Equal(("olga@contoso.example", "p1"), (ask.Owner, ask.RequesterId));
    }

    [Fact]
    public async Task A_finding_names_its_own_ticket_and_those_that_it_shares()
    {
        await using var portal = await StartAsync(PortalRole.Reader);
        var tickets = portal.App.Services.GetRequiredService<TicketList>();
        foreach (var (key, identities, types) in new (string, string[], string[])[] { ("f1", ["id-1"], ["NHI101"]), ("incident", ["id-0", "id-1"], ["NHI101"]), ("other", ["id-1"], ["NHI104"]), ("others", ["id-0"], ["NHI101"]) })
        {
            await tickets.RecordAsync(new TicketChanged("contoso", key, "INC-" + key, 2, TicketState.Open, LocalBench.Start) { Url = key == "f1" ? "https://tickets.example/1" : "javascript:alert(1)", IdentityIds = identities, FindingTypes = types }, Ct);
            await tickets.RecordAsync(new TicketChanged("contoso", key, "late", 1, TicketState.Waiting, LocalBench.Start), Ct);
        }

        var shown = (await JsonAsync(portal, "/api/findings/f1"))["tickets"]!.AsArray();
        Assert.Equal([("INC-f1", "https://tickets.example/1"), ("INC-incident", null)], shown.Select(one => ((string)one!["number"]!, (string?)one["url"])).Order());
        Assert.Equal(3, (int)(await JsonAsync(portal, "/api/tickets?identity=id-1"))["total"]!);
    }

    [Fact]
    public async Task The_ledger_is_exported_as_a_file_and_checked()
    {
        await using var portal = await StartAsync(PortalRole.Auditor);
        foreach (var noted in LedgerNotes.Chain("contoso-x-00", LocalBench.Start, TimeSpan.FromMinutes(1), LedgerNotes.Fact("person:a", "writes-stopped", "brakes"), LedgerNotes.Fact("person:b", "writes-resumed", "brakes")))
        {
            await portal.App.Services.GetRequiredService<LedgerCopy>().RecordAsync(noted, Ct);
        }

        var file = await portal.GetAsync("/api/export/ledger?format=csv&action=writes-stopped", Bearer);
        Assert.Equal(("text/csv", "ledger.csv", "0"), (file.Content.Headers.ContentType?.MediaType, file.Content.Headers.ContentDisposition?.FileName, Assert.Single(file.Headers.GetValues("X-Nhi-More"))));
        Assert.Equal(2, (await file.Content.ReadAsStringAsync(Ct)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(("whole", 2), ((string)(await JsonAsync(portal, "/api/ledger/check"))["verdict"]!, (int)(await JsonAsync(portal, "/api/ledger/check"))["entries"]!));
        Assert.Equal(2, (int)(await JsonAsync(portal, $"/api/reviews/{LocalBench.Start.Year}-Q1"))["entries"]!);
        Assert.Equal(HttpStatusCode.BadRequest, (await portal.GetAsync("/api/ledger?from=yesterday", Bearer)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.GetAsync("/api/reviews/2026", Bearer)).StatusCode);
    }

    [Fact]
    public async Task A_dead_letter_is_shown_without_its_body_and_sent_again_by_a_person_who_is_in_the_ledger()
    {
        await using var portal = await StartAsync(PortalRole.Operator);
        await portal.Storage.Broker.SendAsync(Queues.Tickets, [new Core.Ports.OutgoingMessage("m1", "open-ticket", "{\"secret\":\"of a person\"}"u8.ToArray())], Ct);
        var message = Assert.Single(await portal.Storage.Broker.ReceiveAsync(Queues.Tickets, 1, Ct));
        await portal.Storage.Broker.DeadLetterAsync(message, "unreadable-body", null, Ct);

        var text = (await JsonAsync(portal, "/api/dead-letters")).ToJsonString();
        Assert.DoesNotContain("of a person", text, StringComparison.Ordinal);
        var letter = Assert.Single(JsonNode.Parse(text)!["items"]!.AsArray())!;
        Assert.Equal((Queues.Tickets, "unreadable-body"), ((string)letter["entity"]!, (string)letter["reason"]!));

        var body = $$"""{"entity":"{{Queues.Tickets}}","sequence":{{letter["sequence"]}}}""";
        Assert.Equal(HttpStatusCode.Accepted, (await portal.PostAsync("/api/dead-letters/replay", body, Bearer)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.PostAsync("/api/dead-letters/replay", body, Bearer)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await portal.PostAsync("/api/dead-letters/replay", """{"entity":"somewhere","sequence":1}""", Bearer)).StatusCode);
        Assert.Single(await portal.Storage.Broker.ReceiveAsync(Queues.Tickets, 10, Ct));
        Assert.Equal(1, await LedgerEntriesAsync(portal, "dead-letter-replayed"));
    }

    [Fact]
    public void Every_queue_and_subscription_is_looked_at_for_dead_letters() =>
        Assert.Equal(Topology.Shipped.ServiceBus.Paths.Order(StringComparer.Ordinal), BusPaths.All.Order(StringComparer.Ordinal));

    [Fact]
    public async Task Another_mode_is_asked_for_in_the_name_of_the_person()
    {
        await using var portal = await StartAsync(PortalRole.Administrator);

        Assert.Equal(HttpStatusCode.Accepted, (await portal.PostAsync("/api/system/mode", """{"mode":"enforce"}""", Bearer)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await portal.PostAsync("/api/system/mode", "{}", Bearer)).StatusCode);

        var change = JsonSerializer.Deserialize(Assert.Single(portal.Sent, one => one.Entity == Queues.Exceptions).Message.Body.Span, NhiJson.Default.ChangeMode);
        Assert.Equal(new ChangeMode("contoso", "p1", Contracts.Exceptions.ExceptionMode.Enforce, null), change);
    }

    [Fact]
    public async Task A_role_for_a_tag_sees_and_changes_what_has_the_tag_and_nothing_of_the_whole_tenant()
    {
        await using var portal = await StartAsync(PortalBench.Platform);
        var tagged = ("X-MS-CLIENT-PRINCIPAL", PortalBench.Principal(["Operator:TAG-1", "Reader:tag-0", "Administrator:", "7:tag-0"]));

        var seen = JsonNode.Parse(await (await portal.GetAsync("/api/identities", tagged)).Content.ReadAsStringAsync(Ct))!;
        Assert.Equal(["id-0", "id-1"], seen["items"]!.AsArray().Select(one => (string)one!["entry"]!["identity"]!["id"]!).Order());
        Assert.Equal(HttpStatusCode.OK, (await portal.GetAsync("/api/findings/f1", tagged)).StatusCode);
        var only0 = ("X-MS-CLIENT-PRINCIPAL", PortalBench.Principal(["Operator:tag-0"], id: "person-2"));
        Assert.Equal(HttpStatusCode.NotFound, (await portal.GetAsync("/api/findings/f1", only0)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.PostAsync("/api/findings/f1/mute", """{"reason":"x","until":"2099-01-01T00:00:00Z"}""", only0)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await portal.PostAsync("/api/findings/f1/mute", """{"reason":"x","until":"2099-01-01T00:00:00Z"}""", tagged)).StatusCode);
        foreach (var whole in new[] { "/api/system", "/api/campaigns", "/api/ledger", "/api/dead-letters", "/api/exception-import" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await portal.GetAsync(whole, tagged)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await portal.PostAsync("/api/system/stop", """{"reason":"x"}""", tagged)).StatusCode);
    }

    private static Task<PortalBench> StartAsync(params PortalRole[] roles) => StartAsync([.. PortalBench.Session(Token, roles)]);

    /// <summary>Two identities without an owner, <c>id-0</c> with the tag <c>tag-0</c> and so on, and a finding on the second.</summary>
    private static async Task<PortalBench> StartAsync(KeyValuePair<string, string?>[] settings)
    {
        var portal = await PortalBench.StartAsync(settings);
        for (var i = 0; i < 2; i++)
        {
            await portal.App.Services.GetRequiredService<IdentityList>().RecordAsync(
                new IdentityChanged("contoso", 1, new IdentitySummary(new IdentityRef($"id-{i}", IdentityKind.ServicePrincipal, $"svc-{i}"), "contoso", "unknown", [EvidenceKinds.ServicePrincipal], LocalBench.Start, LocalBench.Start, 1, 0, []) { Tags = [$"tag-{i}"] }), Ct);
        }

        await portal.App.Services.GetRequiredService<FindingList>().RecordAsync(
            new FindingChanged("contoso", 1, new Finding(
                "f1", "NHI101", "challenge-demanded", Severity.High, new IdentityRef("id-1", IdentityKind.ServicePrincipal, "svc-1"), "unknown", "cause", new Evidence([], [50076], [], [], [], [], []), [], [], LocalBench.Start, LocalBench.Start, 3, FindingState.Open)), Ct);
        return portal;
    }

    private static async Task<JsonNode> JsonAsync(PortalBench portal, string path)
    {
        var answer = await portal.GetAsync(path, Bearer);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
    }

    private static async Task<int> LedgerEntriesAsync(PortalBench portal, string action)
    {
        var store = portal.App.Services.GetRequiredService<Core.Ports.IStateStore>();
        var found = 0;
        foreach (var partition in Core.State.Partition.All("contoso", "letters"))
        {
            await foreach (var row in store.ReadPrefixAsync(partition, "~ledger|entry|", Ct))
            {
                found += System.Text.Encoding.UTF8.GetString(row.Body.Span).Contains(action, StringComparison.Ordinal) ? 1 : 0;
            }
        }

        return found;
    }
}
