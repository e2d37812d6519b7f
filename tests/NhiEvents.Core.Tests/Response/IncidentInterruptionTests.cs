using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Tests.Doubles;

namespace NhiEvents.Core.Tests.Response;

/// <summary>Whatever comes between while an incident is told, each account is named once.</summary>
public sealed class IncidentInterruptionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_joins_while_an_incident_is_told_is_named_the_next_time()
    {
        using var desk = new IncidentDesk();
        await desk.JoinAsync(5, "A");
        await desk.JoinAsync("late", "A", open: true);
        await desk.JoinAsync("late", "A", 2, open: false);
        var tell = new TellCause(ResponseWorld.Tenant, IncidentDesk.Policy, desk.Incidents.Time.GetUtcNow().AddMinutes(2));
        desk.Incidents.Ports.Faults.Interrupt("|member|", async () =>
        {
            await desk.JoinAsync("late", "A", 3);
            await desk.JoinAsync("000", "A");
            await desk.JoinAsync("b", "B");
        });
        desk.Incidents.Time.Advance(TimeSpan.FromMinutes(2));

        await desk.Incidents.Causes.HandleAsync(tell, Ct);

        Assert.Equal(5, Assert.Single(await desk.Incidents.TicketsAsync()).Facts.IdentityCount);
        await desk.FinishAsync();
        desk.AssertEachOnce(7, i => i switch { 5 => "late", 6 => "000", _ => $"A-{i:00000}" });
        Assert.Equal(1, desk.NamedTo("B")["b"]);
    }

    [Theory]
    [InlineData(Fault.Crash)]
    [InlineData(Fault.LostAnswer)]
    internal async Task A_fault_at_any_call_of_a_telling_names_each_account_once(Fault fault)
    {
        var points = await RunAsync(fault, null);

        Assert.InRange(points, 2, 100);
        for (var at = 1; at <= points; at++)
        {
            await RunAsync(fault, at);
        }
    }

    private static async Task<int> RunAsync(Fault fault, int? at)
    {
        using var desk = new IncidentDesk();
        await desk.JoinAsync(104, "A");
        desk.Incidents.Ports.Faults.Fail(fault, at);
        try
        {
            await desk.Incidents.SettleAsync();
        }
        catch (IOException)
        {
            desk.Incidents.Time.Advance(TimeSpan.FromMinutes(15));
            await desk.Incidents.Outbox.SweepAsync(Ct);
            await desk.Incidents.SettleAsync();
        }

        var points = desk.Incidents.Ports.Faults.Points;
        desk.Incidents.Ports.Faults.Fail(fault, null);
        desk.Incidents.Time.Advance(TimeSpan.FromMinutes(15));
        await desk.Incidents.Outbox.SweepAsync(Ct);
        await desk.FinishAsync();

        desk.AssertEachOnce(104, i => $"A-{i:00000}");
        return points;
    }
}
