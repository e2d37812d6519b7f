using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Attestations;
using NhiEvents.Functions.Tests.Local;

namespace NhiEvents.Functions.Tests.Portal;

/// <summary>What the link to an owner opens over HTTP, and what it does not.</summary>
public sealed class AttestationApiTests
{
    private const string Link = "ask-1.the-token";
    private const string Look = "/api/attestation/look";
    private const string Answer = "/api/attestation/answer";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_one_machine_the_link_is_all_it_takes_and_shows_no_more_than_is_needed()
    {
        await using var portal = await StartAsync([.. PortalBench.Session("0123456789abcdef0123456789abcdef", PortalRole.Reader)]);

        var asked = await portal.PostAsync(Look, Body(Link));
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        Assert.Equal(["at", "displayName", "id", "kind", "owner", "until"], JsonNode.Parse(await asked.Content.ReadAsStringAsync(Ct))!.AsObject().Select(member => member.Key));
        Assert.Empty(portal.Sent);

        Assert.Equal(HttpStatusCode.Accepted, (await portal.PostAsync(Answer, Body(Link, "confirm"))).StatusCode);
        var sent = Assert.Single(portal.Sent);
        var command = JsonSerializer.Deserialize(sent.Message.Body.Span, NhiJson.Default.AnswerAttestation)!;
        Assert.Equal((Queues.Reactions, "ask-1", "the-token", AttestationAnswer.Confirm, null), (sent.Entity, command.AttestationId, command.Token, command.Answer, command.PersonId));
    }

    [Theory]
    [InlineData("ask-1.the-tokem")]
    [InlineData("ask-1.")]
    [InlineData("ask-1")]
    [InlineData(".the-token")]
    [InlineData("ask-2.the-token")]
    [InlineData("ask-over.the-token")]
    [InlineData("ask-answered.the-token")]
    [InlineData("ask-refused.")]
    [InlineData("../ask-1.the-token")]
    public async Task What_is_not_the_whole_link_of_an_open_question_opens_nothing_and_all_of_it_looks_the_same(string link)
    {
        await using var portal = await StartAsync([.. PortalBench.Session("0123456789abcdef0123456789abcdef", PortalRole.Reader)]);

        var answers = new[] { await portal.PostAsync(Look, Body(link)), await portal.PostAsync(Answer, Body(link, "confirm")), await portal.PostAsync(Answer, Body("none.none", "confirm")) };

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
        Assert.Single((await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync(Ct)))).Distinct());
    }

    [Fact]
    public async Task A_machine_that_opens_links_answers_nothing_and_neither_does_a_page_of_another_origin()
    {
        await using var portal = await StartAsync([.. PortalBench.Session("0123456789abcdef0123456789abcdef", PortalRole.Reader)]);

        Assert.Equal(HttpStatusCode.OK, (await portal.GetAsync("/portal/attest")).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await portal.GetAsync(Look + "?link=" + Link)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await portal.PostAsync(Answer, Body(Link, "confirm"), ("Sec-Fetch-Site", "cross-site"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await portal.PostAsync(Answer, Body(Link, "maybe"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await portal.PostAsync(Answer, Body(Link))).StatusCode);
        Assert.Empty(portal.Sent);
    }

    [Fact]
    public async Task Whoever_guesses_is_stopped_after_a_few_tries()
    {
        await using var portal = await StartAsync([.. PortalBench.Session("0123456789abcdef0123456789abcdef", PortalRole.Reader)]);

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 121; i++)
        {
            answers.Add((await portal.PostAsync(Look, Body($"ask-1.guess-{i}"))).StatusCode);
        }

        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests], answers.Distinct());
    }

    [Theory]
    [InlineData("ask-1.the-token", "olga", HttpStatusCode.Accepted)] // the account that was asked
    [InlineData("ask-1.the-token", "mallory", HttpStatusCode.Forbidden)] // to whom somebody has handed the link on
    [InlineData("ask-team.the-token", "anybody", HttpStatusCode.Accepted)] // a team is no account: its member answers by name
    [InlineData("ask-team.the-token", "requester", HttpStatusCode.Forbidden)] // nobody answers their own question
    [InlineData("ask-team.the-token", null, HttpStatusCode.Unauthorized)]
    public async Task Where_people_sign_in_they_have_to_and_it_has_to_be_who_was_asked(string link, string? account, HttpStatusCode expected)
    {
        await using var portal = await StartAsync(PortalBench.Platform);
        (string, string)[] headers = account is null ? [] : [("X-MS-CLIENT-PRINCIPAL", PortalBench.Principal([], id: account, name: account))];

        Assert.Equal(expected, (await portal.PostAsync(Answer, Body(link, "disown"), headers)).StatusCode);
        Assert.Equal(expected is HttpStatusCode.Accepted ? [account] : [], portal.Sent.Select(sent => JsonSerializer.Deserialize(sent.Message.Body.Span, NhiJson.Default.AnswerAttestation)!.PersonId));
    }

    private static string Body(string link, string? answer = null) => JsonSerializer.Serialize(answer is null ? new Dictionary<string, string> { ["link"] = link } : new() { ["link"] = link, ["answer"] = answer });

    private static async Task<PortalBench> StartAsync(KeyValuePair<string, string?>[] settings)
    {
        var portal = await PortalBench.StartAsync(settings);
        var list = portal.App.Services.GetRequiredService<AttestationList>();
        foreach (var (id, state, owner, days) in new[]
        {
            ("ask-1", AttestationState.Asked, "olga@contoso.example", 10), ("ask-team", AttestationState.Asked, "Storage team", 10), ("ask-over", AttestationState.Asked, "olga@contoso.example", -1),
            ("ask-answered", AttestationState.Confirmed, "olga@contoso.example", 10), ("ask-refused", AttestationState.Refused, "olga@contoso.example", 10),
        })
        {
            await list.RecordAsync(
                new AttestationChanged("contoso", new IdentityRef("id-1", IdentityKind.ServiceAccount, "svc"), id, 1, state, owner, LocalBench.Start.AddDays(days), LocalBench.Start)
                {
                    RequesterId = "requester", TokenHash = state is AttestationState.Refused ? null : LinkHash.Of("the-token"),
                },
                Ct);
        }

        return portal;
    }
}
