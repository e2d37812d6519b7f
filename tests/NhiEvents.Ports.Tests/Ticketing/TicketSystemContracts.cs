using Microsoft.AspNetCore.Http;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tickets;
using NhiEvents.Hosting.Ticketing;
using NhiEvents.Tests;

namespace NhiEvents.Ports.Tests.Ticketing;

public sealed class SqliteTicketSystemTests : TicketSystemContract
{
    protected override Task<TicketBench> CreateAsync()
    {
        var database = SqliteDatabase.OpenInMemory();
        var system = new SqliteTicketSystem(database, new ManualTime());
        return Task.FromResult(new TicketBench(
            system,
            fault => system.FailNext(fault),
            () => system.LoseNextAnswer = true,
            () => [.. system.ReadAll().Reverse().Select(ticket => new SeenTicket(ticket.CorrelationKey, ticket.Title, ticket.Open, [.. system.ReadComments(ticket.Number).Select(comment => comment.Text)]))],
            Searches: true)
        {
            Dispose = database.DisposeAsync,
        });
    }
}

public sealed class ServiceNowTicketSystemTests : TicketSystemContract
{
    protected override async Task<TicketBench> CreateAsync()
    {
        var server = await StandInTicketServer.StartAsync(new StandInServiceNow());
        return server.Bench(new TicketSystemOptions { Kind = TicketSystemKind.ServiceNow, Address = server.Address, User = "nhi", Secret = "password", DefaultGroup = "Identity" }, searches: true);
    }

    [Fact]
    public async Task The_incident_has_its_group_item_and_priority_and_the_request_its_credential()
    {
        var stand = new StandInServiceNow();
        await using var server = await StandInTicketServer.StartAsync(stand);
        var bench = server.Bench(
            new TicketSystemOptions { Kind = TicketSystemKind.ServiceNow, Address = server.Address, User = "nhi", Secret = "password", DefaultGroup = "Identity", Groups = new Dictionary<string, string> { ["Storage team"] = "Storage" } }, searches: true);

        var made = await bench.System.CreateAsync(new NewTicket("k", "t", "x", TicketPriority.Critical) { Owner = "Storage team", ConfigurationItem = "backup" }, TestContext.Current.CancellationToken);

        var row = Assert.Single(stand.Rows);
        Assert.Equal(("Storage", "backup", "1", "1"), ((string?)row["assignment_group"], (string?)row["cmdb_ci"], (string?)row["impact"], (string?)row["urgency"]));
        Assert.StartsWith("INC", made.Number, StringComparison.Ordinal);
        Assert.Equal("Basic bmhpOnBhc3N3b3Jk", server.LastAuthorization);
    }
}

public sealed class JiraTicketSystemTests : TicketSystemContract
{
    protected override async Task<TicketBench> CreateAsync()
    {
        var server = await StandInTicketServer.StartAsync(new StandInJira());
        return server.Bench(new TicketSystemOptions { Kind = TicketSystemKind.Jira, Address = server.Address, User = "nhi@example.com", Secret = "token", Project = "NHI" }, searches: true);
    }

    [Fact]
    public async Task A_workflow_without_the_wanted_step_is_a_refusal_that_a_person_reads()
    {
        await using var server = await StandInTicketServer.StartAsync(new StandInJira { WithoutSteps = true });
        var bench = server.Bench(new TicketSystemOptions { Kind = TicketSystemKind.Jira, Address = server.Address, User = "u", Secret = "token", Project = "NHI" }, searches: true);
        var made = await bench.System.CreateAsync(new NewTicket("k", "t", "x", TicketPriority.Low), TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<TicketSystemException>(() => bench.System.MoveAsync(made, TicketMove.Close, "s1", "over", TestContext.Current.CancellationToken));

        Assert.Equal(TicketFault.Refused, refusal.Fault);
        Assert.Contains("NHI-1", refusal.Message, StringComparison.Ordinal);
    }
}

public sealed class WebhookTicketSystemTests : TicketSystemContract
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    protected override async Task<TicketBench> CreateAsync()
    {
        var server = await StandInTicketServer.StartAsync(new StandInWebhookTaker(Secret));
        return server.Bench(new TicketSystemOptions { Kind = TicketSystemKind.Webhook, Address = server.Address + "/hook", Secret = Secret }, searches: false);
    }
}

/// <summary>What cannot be told apart by a system's own words.</summary>
public sealed class TicketCallTests
{
    [Theory]
    [InlineData(StatusCodes.Status429TooManyRequests, "17", TicketFault.Throttled)]
    [InlineData(StatusCodes.Status503ServiceUnavailable, "17", TicketFault.Unavailable)]
    [InlineData(StatusCodes.Status500InternalServerError, null, TicketFault.Unavailable)]
    [InlineData(StatusCodes.Status408RequestTimeout, null, TicketFault.Unavailable)]
    [InlineData(StatusCodes.Status404NotFound, null, TicketFault.NotFound)]
    [InlineData(StatusCodes.Status401Unauthorized, null, TicketFault.Refused)]
    [InlineData(StatusCodes.Status403Forbidden, null, TicketFault.Refused)]
    [InlineData(StatusCodes.Status400BadRequest, null, TicketFault.Refused)]
    [InlineData(StatusCodes.Status200OK, null, TicketFault.Unavailable)] // the page of an instance that sleeps
    public async Task A_status_has_one_meaning_and_the_pause_is_read(int status, string? after, TicketFault fault)
    {
        await using var server = await StandInTicketServer.StartAsync(new StandInServiceNow());
        var bench = server.Bench(new TicketSystemOptions { Kind = TicketSystemKind.ServiceNow, Address = server.Address, Secret = "token" }, searches: true);
        server.AnswerNext(status, after, "<html>please wake me</html>");

        var failure = await Assert.ThrowsAsync<TicketSystemException>(() => bench.System.FindAsync("k", TestContext.Current.CancellationToken));

        Assert.Equal((fault, after is null ? null : TimeSpan.FromSeconds(17)), (failure.Fault, failure.RetryAfter));
        Assert.Equal("Bearer token", server.LastAuthorization);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        var system = TicketSystems.Create(new TicketSystemOptions { Kind = TicketSystemKind.Jira, Address = "http://127.0.0.1:9", Secret = "token", Project = "NHI" }, new HttpClient(), TimeProvider.System);

        Assert.Equal(TicketFault.Unavailable, (await Assert.ThrowsAsync<TicketSystemException>(() => system.FindAsync("k", TestContext.Current.CancellationToken))).Fault);
    }

    [Fact]
    public async Task Where_no_system_is_named_everything_waits_and_says_for_what()
    {
        var system = TicketSystems.Create(new TicketSystemOptions(), new HttpClient(), TimeProvider.System);
        var (ticket, ct) = (new TicketRef("1", "1"), TestContext.Current.CancellationToken);

        foreach (var write in new Func<Task>[]
        {
            () => system.FindAsync("k", ct), () => system.CreateAsync(new NewTicket("k", "t", "t", TicketPriority.Low), ct),
            () => system.CommentAsync(ticket, "c", "t", ct), () => system.MoveAsync(ticket, TicketMove.Close, "s", "n", ct),
        })
        {
            var waits = await Assert.ThrowsAsync<TicketSystemException>(write);
            Assert.Equal((TicketFault.Throttled, TimeSpan.FromHours(1)), (waits.Fault, waits.RetryAfter));
            Assert.Contains("Ticketing:System:Kind", waits.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Jira", "Address", "Secret", "Project")]
    [InlineData("ServiceNow", "Address", "Secret", null)]
    public void Settings_that_cannot_work_are_all_named(string kind, string first, string second, string? third)
    {
        var faults = new TicketSystemOptionsValidator().Validate(null, new TicketSystemOptions { Kind = Enum.Parse<TicketSystemKind>(kind), Address = "http://example.com" }).FailureMessage;

        foreach (var part in new[] { first, second, third })
        {
            Assert.Contains(part ?? "", faults, StringComparison.Ordinal);
        }
    }
}
