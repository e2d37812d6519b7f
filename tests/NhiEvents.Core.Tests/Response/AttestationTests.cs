using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Response;
using NhiEvents.Core.Tests.Doubles;

namespace NhiEvents.Core.Tests.Response;

/// <summary>Owners are asked by a link that ends; a "no" and silence are a finding.</summary>
public sealed class AttestationTests
{
    private const string Told = $"{Topics.Changes}/{Subscriptions.PortalWork}";
    private const string Owner = "olga@example.com";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_owner_gets_a_link_and_a_confirmation_with_it_holds()
    {
        using var world = World();
        await world.Attestations.HandleAsync(Ask(world), Ct);

        var link = await LinkAsync(world);
        Assert.StartsWith("https://nhi.example/portal/attest#ask-1.", link, StringComparison.Ordinal);
        await world.Attestations.HandleAsync(Answer(world, Token(link), AttestationAnswer.Confirm), Ct);
        await world.Attestations.HandleAsync(Answer(world, Token(link), AttestationAnswer.Disown), Ct); // the first answer holds
        await world.SettleAsync(TimeSpan.FromDays(20));

        var told = await ToldAsync(world);
        Assert.Equal([AttestationState.Asked, AttestationState.Confirmed], told.Select(one => one.State));
        Assert.True(LinkHash.IsOf(told[0].TokenHash!, Token(link)));
        Assert.Empty(await FindingsAsync(world));
        Assert.DoesNotContain(Token(link), world.Ports.Everything(), StringComparison.Ordinal);
        Assert.Equal(["attestation-asked", "attestation-confirmed"], Ledger(world));
    }

    [Theory]
    [InlineData(true, "disowned")]
    [InlineData(false, "missed")]
    public async Task A_no_and_silence_are_a_finding_that_a_later_confirmation_ends(bool answers, string slug)
    {
        using var world = World();
        await world.Attestations.HandleAsync(Ask(world), Ct);
        if (answers)
        {
            await world.Attestations.HandleAsync(Answer(world, Token(await LinkAsync(world)), AttestationAnswer.Disown), Ct);
        }

        await world.SettleAsync(TimeSpan.FromDays(20));

        var finding = Assert.Single(await FindingsAsync(world)).Finding;
        Assert.Equal(("NHI409", Severity.Medium, FindingState.Open, Owner), (finding.FindingType, finding.Severity, finding.State, finding.Owner));
        Assert.Equal(["attestation-asked", "attestation-" + slug], Ledger(world));

        await world.Attestations.HandleAsync(Ask(world, "ask-2"), Ct);
        await world.Attestations.HandleAsync(Answer(world, Token(await LinkAsync(world)), AttestationAnswer.Confirm, "ask-2"), Ct);

        Assert.Equal([(1, FindingState.Open), (2, FindingState.Withdrawn)], (await FindingsAsync(world)).Select(one => (one.Revision, one.Finding.State)));
    }

    [Fact]
    public async Task By_policy_a_missed_answer_becomes_a_ticket_and_a_proposal_to_disable()
    {
        using var world = World();
        await world.Attestations.HandleAsync(Ask(world), Ct);
        await world.SettleAsync(TimeSpan.FromDays(20));

        await world.React.HandleAsync(Assert.Single(await FindingsAsync(world)), Ct);

        Assert.Equal(
            [(Contracts.Reactions.ReactionKind.DisableIdentity, Contracts.Reactions.ReactionState.Proposed), (Contracts.Reactions.ReactionKind.OpenTicket, Contracts.Reactions.ReactionState.Done)],
            (await world.Reactions.ReadAllAsync(Ct)).Select(reaction => (reaction.Kind, reaction.State)).OrderBy(one => one.Kind.ToString(), StringComparer.Ordinal));
        Assert.True(world.IsEnabled(ResponseWorld.Account));
    }

    [Fact]
    public async Task What_an_attacker_has_instead_of_the_link_answers_nothing()
    {
        using var world = World();
        await world.Attestations.HandleAsync(Ask(world), Ct);
        var token = Token(await LinkAsync(world));
        await world.Attestations.HandleAsync(Ask(world, "ask-other") with { Identity = new IdentityRef(ResponseWorld.App, IdentityKind.ServicePrincipal, "app") }, Ct);
        var others = Token(await LinkAsync(world));
        Assert.NotEqual(token, others);

        foreach (var wrong in new[] { "", others, token[..^1], token + "A", (await ToldAsync(world))[0].TokenHash!, token.ToUpperInvariant() })
        {
            await world.Attestations.HandleAsync(Answer(world, wrong, AttestationAnswer.Confirm), Ct);
        }

        await world.Attestations.HandleAsync(Answer(world, token, AttestationAnswer.Confirm, "ask-0"), Ct);
        await world.Attestations.HandleAsync(Answer(world, token, AttestationAnswer.Confirm) with { IdentityId = ResponseWorld.App }, Ct);
        await world.Attestations.HandleAsync(Answer(world, token, AttestationAnswer.Confirm) with { PersonId = "requester" }, Ct); // nobody answers their own question
        world.Time.Advance(TimeSpan.FromDays(14));
        await world.Attestations.HandleAsync(Answer(world, token, AttestationAnswer.Confirm), Ct); // its time is over

        Assert.All(await ToldAsync(world), one => Assert.Equal(AttestationState.Asked, one.State));
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused_with_the_reason()
    {
        using var world = World();
        await world.Attestations.HandleAsync(Ask(world), Ct);
        await world.Attestations.HandleAsync(Ask(world), Ct); // the same question again is nothing
        await world.Attestations.HandleAsync(Ask(world, "ask-2"), Ct);
        await world.Attestations.HandleAsync(Ask(world, "ask-3", "b") with { Owner = "unknown" }, Ct);
        await world.Attestations.HandleAsync(Ask(world, "ask-4", "b") with { Until = world.Time.GetUtcNow().AddDays(31) }, Ct);
        using var silent = new ResponseWorld();
        await silent.Attestations.HandleAsync(Ask(silent), Ct);

        Assert.Equal(
            [null, $"{Owner} is asked already, until {world.Time.GetUtcNow().AddDays(14):u}.", "Nobody is known to ask.", "The link would be good for longer than 30 days."],
            (await ToldAsync(world)).Select(one => one.Text));
        Assert.StartsWith("Nobody can be asked: the setting Response:PortalAddress", Assert.Single(await ToldAsync(silent)).Text, StringComparison.Ordinal);
        Assert.Single(await world.Ports.ReceivedAsync(Queues.Deliveries));
    }

    [Theory]
    [InlineData("https://nhi.example/", true)]
    [InlineData("http://127.0.0.1:7077/", true)]
    [InlineData("http://nhi.example/", false)]
    [InlineData("https://nhi.example/portal/", false)]
    public void Links_begin_with_an_address_that_nobody_listens_in_on(string address, bool good) =>
        Assert.Equal(good, new ResponseOptionsValidator().Validate(null, new ResponseOptions { PortalAddress = new Uri(address) }).Succeeded);

    [Theory]
    [InlineData(Fault.Crash)]
    [InlineData(Fault.LostAnswer)]
    internal async Task A_fault_at_any_call_gives_one_link_one_finding_and_one_entry_each(Fault fault)
    {
        var points = await RunAsync(fault, null);

        Assert.InRange(points, 5, 200);
        for (var at = 1; at <= points; at++)
        {
            await RunAsync(fault, at);
        }
    }

    private static async Task<int> RunAsync(Fault fault, int? at)
    {
        using var world = World();
        world.Ports.Faults.Fail(fault, at);
        foreach (var work in new Func<Task>[] { () => world.Attestations.HandleAsync(Ask(world), Ct), () => world.SettleAsync(TimeSpan.FromDays(20)) })
        {
            try
            {
                await work();
            }
            catch (IOException)
            {
                await work();
            }
        }

        world.Time.Advance(TimeSpan.FromMinutes(15));
        var points = world.Ports.Faults.Points;
        world.Ports.Faults.Fail(fault, null);
        await world.Outbox.SweepAsync(Ct);
        await world.SettleAsync(TimeSpan.FromDays(20));
        Assert.Single((await world.Ports.ReceivedAsync(Queues.Deliveries)).DistinctBy(message => message.MessageId));
        Assert.Single((await FindingsAsync(world)).DistinctBy(one => one.Revision));
        Assert.Equal(["attestation-asked", "attestation-missed"], Ledger(world));
        return points;
    }

    private static ResponseWorld World() => new(new ResponseOptions { PortalAddress = new Uri("https://nhi.example/") });

    private static AskAttestation Ask(ResponseWorld world, string id = "ask-1", string identity = ResponseWorld.Account) => new(
        ResponseWorld.Tenant, new IdentityRef(identity, IdentityKind.ServiceAccount, "svc"), id, Owner, world.Time.GetUtcNow().AddDays(14), "requester", world.Time.GetUtcNow());

    private static AnswerAttestation Answer(ResponseWorld world, string token, AttestationAnswer answer, string id = "ask-1") => new(ResponseWorld.Tenant, ResponseWorld.Account, id, token, answer, world.Time.GetUtcNow());

    /// <summary>The last one that was sent.</summary>
    private static async Task<string> LinkAsync(ResponseWorld world)
    {
        var notice = JsonSerializer.Deserialize((await world.Ports.ReceivedAsync(Queues.Deliveries))[^1].Body.Span, NhiJson.Default.DeliverRecord)!.Notice!;
        Assert.Equal(Owner, notice.Owner);
        return notice.Groups.SelectMany(group => group.Lines).First(line => line.Contains("https://", StringComparison.Ordinal)).Split(": ")[^1];
    }

    private static string Token(string link) => link[(link.IndexOf('.', link.IndexOf('#', StringComparison.Ordinal)) + 1)..];

    private static async Task<IReadOnlyList<AttestationChanged>> ToldAsync(ResponseWorld world) =>
        [.. (await world.Ports.ReceivedAsync(Told)).Where(message => message.Kind == AttestationChanged.Kind).Select(message => JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.AttestationChanged)!)];

    private static Task<IReadOnlyList<FindingChanged>> FindingsAsync(ResponseWorld world) => world.Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged);

    private static IReadOnlyList<string> Ledger(ResponseWorld world) =>
        [.. world.Ports.Rows().Where(row => row.Key.StartsWith("~ledger|entry|", StringComparison.Ordinal) && row.Partition.Contains("-attestation-", StringComparison.Ordinal))
            .Select(row => (string)System.Text.Json.Nodes.JsonNode.Parse(row.Body)!["fact"]!["action"]!)];
}
