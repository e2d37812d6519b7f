using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Response;
using NhiEvents.Core.Tests.Doubles;

namespace NhiEvents.Core.Tests.Response;

public sealed class ReactTests
{
    private const string Policy = "MFA for everyone";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_finding_in_any_number_is_one_ticket_with_its_offer_and_its_own_reactions()
    {
        using var world = new ResponseWorld();

        for (var i = 0; i < 3; i++)
        {
            await world.FoundAsync(world.Finding("NHI110"));
        }

        var ticket = Assert.Single(await world.TicketsAsync());
        Assert.Equal("Storage team", ticket.Facts.Owner);
        Assert.Contains("time-boxed exception", ticket.Facts.Offer, StringComparison.Ordinal);
        Assert.Equal([ReactionKind.OfferException, ReactionKind.OpenTicket], (await world.Reactions.ReadAllAsync(Ct)).Select(reaction => reaction.Kind).Order().Reverse());
    }

    [Fact]
    public async Task A_ticket_is_told_at_ten_times_as_many_failures_and_closed_when_the_finding_is_withdrawn()
    {
        using var world = new ResponseWorld();
        await world.FoundAsync(world.Finding("NHI109", count: 3), 1);
        await world.FoundAsync(world.Finding("NHI109", count: 4), 2);
        await world.FoundAsync(world.Finding("NHI109", count: 12), 3);
        await world.FoundAsync(world.Finding("NHI109", state: FindingState.Withdrawn, count: 12), 4);

        Assert.Equal([null, "Still so: 12 failures until 2026-03-02 09:00 UTC; severity high."], (await world.TicketsAsync()).Select(ticket => ticket.Change));
        Assert.Equal(CloseTicket.Kind, (await world.Ports.ReceivedAsync(Queues.Tickets))[^1].Kind);
    }

    [Fact]
    public async Task Hundreds_of_accounts_that_one_policy_change_breaks_are_one_ticket_per_owner_that_names_change_and_author()
    {
        using var world = new ResponseWorld();
        for (var i = 0; i < 150; i++)
        {
            await world.FoundAsync(world.Finding("NHI101", $"account-{i}", Policy, owner: i % 3 == 0 ? "Storage team" : "Sales systems"));
            if (i == 20)
            {
                await world.Causes.HandleOneAsync(Change(world.Time.GetUtcNow().AddHours(-1)), Ct);
            }
        }

        await world.SettleAsync();

        var tickets = await world.TicketsAsync();
        Assert.Equal(["Sales systems", "Storage team"], tickets.Select(ticket => ticket.Facts.Owner).Order(StringComparer.Ordinal));
        Assert.Equal([50, 100], tickets.Select(ticket => ticket.Facts.IdentityCount).Order());
        Assert.All(tickets, ticket =>
        {
            Assert.Contains("MFA for everyone was changed at 2026-03-02 08:00 UTC by 55555555-0000-4000-8000-000000000001", ticket.Facts.Cause, StringComparison.Ordinal);
            Assert.Contains("150 accounts", ticket.Facts.What, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Who_joins_an_incident_later_is_a_comment_and_its_ticket_closes_with_the_last_one()
    {
        using var world = new ResponseWorld();
        await world.FoundAsync(world.Finding("NHI101", "a", Policy));
        await world.SettleAsync();
        await world.FoundAsync(world.Finding("NHI101", "b", Policy));
        await world.SettleAsync();
        await world.FoundAsync(world.Finding("NHI101", "a", Policy, FindingState.Withdrawn), 2);
        await world.FoundAsync(world.Finding("NHI101", "b", Policy, FindingState.Withdrawn), 2);
        await world.SettleAsync();

        var tickets = await world.TicketsAsync();
        Assert.Equal(["Now 2 of 2 accounts are affected; it was 1 of 1. New is account 2:\n  - svc (b)"], await world.SaidAsync());
        Assert.Equal([null, null], tickets.Select(ticket => ticket.Change));
        Assert.Single(tickets.Select(ticket => ticket.CaseKey).Distinct());
        Assert.Equal(CloseTicket.Kind, (await world.Ports.ReceivedAsync(Queues.Tickets))[^1].Kind);
    }

    [Fact]
    public async Task No_owner_is_shown_an_account_of_another_in_the_ticket_or_its_remedies()
    {
        using var world = new ResponseWorld();
        foreach (var (id, owner) in new[] { ("a1", "A"), ("b1", "B"), ("a2", "A") })
        {
            await world.FoundAsync(world.Finding("NHI101", id, Policy, name: $"svc-{id}", owner: owner) with { Remedies = [new Remedy($"Move svc-{id}", [])] });
        }

        await world.SettleAsync();

        foreach (var ticket in await world.TicketsAsync())
        {
            var foreign = ticket.Facts.Owner == "A" ? "svc-b" : "svc-a";
            Assert.DoesNotContain(foreign, System.Text.Json.JsonSerializer.Serialize(ticket, NhiJson.Default.OpenTicket), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_failure_within_an_open_rotation_holds_it_and_is_told_in_its_ticket()
    {
        using var world = new ResponseWorld();
        await world.Remember.HandleAsync(new RotationChanged(ResponseWorld.Tenant, "application", "r1", "key", 1, RotationState.Watching, world.Time.GetUtcNow()) { ServicePrincipalId = ResponseWorld.App, Ticket = "case-1" }, Ct);

        await world.FoundAsync(world.Finding("NHI105", ResponseWorld.App));

        Assert.Equal("r1", Assert.Single(await world.Ports.ReceivedAsync(Queues.Rotations, NhiJson.Default.HoldRotation)).RotationId);
        Assert.Empty(await world.TicketsAsync());
        Assert.Contains("NHI105", Assert.Single(await world.SaidAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_after_an_exception_has_ended_is_expected_and_goes_to_its_ticket()
    {
        using var world = new ResponseWorld();
        await world.Remember.HandleAsync(new ExemptionChanged(ResponseWorld.Tenant, ResponseWorld.Account, "e1", 5, ExemptionState.Ended, world.Time.GetUtcNow().AddHours(-3)) { Ticket = "INC7" }, Ct);

        await world.FoundAsync(world.Finding("NHI101", policy: Policy));
        await world.SettleAsync();

        Assert.Empty(await world.TicketsAsync());
        Assert.Contains("as is to be expected", Assert.Single(await world.SaidAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NHI203")]
    [InlineData("NHI211")]
    [InlineData("NHI302")]
    [InlineData("NHI305")]
    public async Task Abuse_means_containment_and_never_an_exception(string number)
    {
        using var world = new ResponseWorld();

        await world.FoundAsync(world.Finding(number, severity: Severity.Critical));

        Assert.Null(Assert.Single(await world.TicketsAsync()).Facts.Offer);
        Assert.Contains(await world.Reactions.ReadAllAsync(Ct), reaction => reaction is { Kind: ReactionKind.DisableIdentity, State: ReactionState.Proposed });
        Assert.True(world.IsEnabled(ResponseWorld.Account));
    }

    [Fact]
    public async Task The_owner_comes_from_the_application_then_the_registry_and_a_missing_one_is_a_finding_of_its_own()
    {
        using var world = new ResponseWorld();
        await world.Remember.HandleAsync(new IdentityRegistered(ResponseWorld.Tenant, "registry", "1", new IdentityFacts { Id = ResponseWorld.Admin, Tags = ["owner: Platform", "ci: backup-prod"] }), Ct);

        await world.FoundAsync(world.Finding("NHI109", ResponseWorld.App, owner: "unknown"));
        await world.FoundAsync(world.Finding("NHI109", ResponseWorld.Admin, owner: "unknown"));
        await world.FoundAsync(world.Finding("NHI109", ResponseWorld.Account, owner: "unknown"));
        await world.FoundAsync(world.Finding("NHI106", ResponseWorld.Account, owner: "unknown"));

        Assert.Equal(["user 44", "Platform", "unknown", "unknown"], (await world.TicketsAsync()).Select(ticket => ticket.Facts.Owner));
        Assert.Equal([null, "backup-prod", null, null], (await world.TicketsAsync()).Select(ticket => ticket.Facts.ConfigurationItem));
        var missing = Assert.Single(await world.Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged)).Finding;
        Assert.Equal(("NHI405", ResponseWorld.Account), (missing.FindingType, missing.Identity.Id));
        Assert.Contains("can add credentials", missing.Remedies[0].Steps[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_registry_nobody_is_missing_and_a_registry_may_name_no_tenant()
    {
        using var world = new ResponseWorld();
        await world.FoundAsync(world.Finding("NHI109", ResponseWorld.Account, owner: "unknown"));
        Assert.Empty(await world.Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged));

        await world.Remember.HandleAsync(new IdentityRegistered(IdentityRegistered.AnyTenant, "registry", "1", new IdentityFacts { Id = ResponseWorld.Admin, Owner = "Platform" }), Ct);
        await world.FoundAsync(world.Finding("NHI109", ResponseWorld.Admin, owner: "unknown"));
        await world.FoundAsync(world.Finding("NHI106", ResponseWorld.Account, owner: "unknown"));

        Assert.Equal("Platform", (await world.TicketsAsync())[1].Facts.Owner);
        var missing = Assert.Single(await world.Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged)).Finding;
        Assert.Equal(("no-owner", ResponseWorld.Account), (missing.Name, missing.Identity.Id));
    }

    [Theory]
    [InlineData(ReactionMode.Observe, 0)]
    [InlineData(ReactionMode.Propose, 1)]
    public async Task The_mode_of_the_house_or_of_an_environment_lowers_every_playbook(ReactionMode mode, int tickets)
    {
        using var world = new ResponseWorld(new ResponseOptions { Environments = new Dictionary<string, ReactionMode> { ["Test"] = mode } });
        await world.Remember.HandleAsync(new IdentityRegistered(ResponseWorld.Tenant, "registry", "1", new IdentityFacts { Id = ResponseWorld.Account, Tags = ["env:test"] }), Ct);

        await world.FoundAsync(world.Finding("NHI109"));

        Assert.Equal(tickets, (await world.TicketsAsync()).Count);
    }

    [Theory]
    [InlineData(23, Severity.Medium, 31)]
    [InlineData(23, Severity.High, 0)]
    [InlineData(12, Severity.Medium, 0)]
    public async Task In_quiet_hours_a_ticket_that_can_wait_waits(int hour, Severity severity, int opensAtHour)
    {
        using var world = new ResponseWorld(new ResponseOptions { QuietFromHour = 22, QuietToHour = 7 });
        var midnight = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        world.Time.AdvanceTo(midnight.AddHours(hour));

        await world.FoundAsync(world.Finding("NHI109", severity: severity));

        Assert.Equal(opensAtHour == 0 ? 1 : 0, (await world.TicketsAsync()).Count);
        world.Time.AdvanceTo(midnight.AddHours(31));
        Assert.Single(await world.TicketsAsync());
    }

    [Theory]
    [InlineData(Fault.Crash)]
    [InlineData(Fault.LostAnswer)]
    internal async Task A_fault_at_any_call_gives_the_same_tickets(Fault fault)
    {
        var points = await RunAsync(fault, null);

        Assert.InRange(points, 5, 1000);
        for (var at = 1; at <= points; at++)
        {
            await RunAsync(fault, at);
        }
    }

    private static async Task<int> RunAsync(Fault fault, int? at)
    {
        using var world = new ResponseWorld();
        world.Ports.Faults.Fail(fault, at);
        Finding own = world.Finding("NHI109"), shared = world.Finding("NHI101", "a", Policy);
        foreach (var work in new Func<Task>[] { () => world.FoundAsync(own), () => world.FoundAsync(shared), () => world.SettleAsync() })
        {
            try
            {
                await work();
            }
            catch (IOException)
            {
                await work();
            }

            if (world.Ports.Faults.At <= world.Ports.Faults.Points)
            {
                world.Time.Advance(TimeSpan.FromMinutes(15));
                await world.Outbox.SweepAsync(Ct);
                await world.SettleAsync();
            }
        }

        var points = world.Ports.Faults.Points;
        world.Ports.Faults.Fail(fault, null);
        Assert.Equal(2, (await world.TicketsAsync()).Select(ticket => ticket.CaseKey).Distinct().Count());
        Assert.Equal(3, (await world.Reactions.ReadAllAsync(Ct)).Count);
        return points;
    }

    private static DirectoryChanged Change(DateTimeOffset at) => new(
        ResponseWorld.Tenant, "k", "audit-1", at, "Update conditional access policy", "Policy", "success", new DirectoryActor(ActorKind.User) { Id = "55555555-0000-4000-8000-000000000001" },
        [new ChangedObject("Policy", []) { Id = "66666666-0000-4000-8000-000000000001", DisplayName = Policy }]);
}
