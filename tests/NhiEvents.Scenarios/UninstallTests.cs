using System.Text.Json;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Simulation.Scenarios;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Simulate;
using NhiEvents.Local.Uninstall;

namespace NhiEvents.Scenarios;

/// <summary>The system is taken away from a simulated tenant in which exceptions stand.</summary>
public sealed class UninstallTests : IDisposable
{
    /// <summary>Exceptions of three days, looked at after one.</summary>
    private const string Standing = """
        {
          "schemaVersion": 1, "name": "standing", "title": "Exceptions stand when the system goes.", "starts": "2026-03-02T06:00:00Z", "days": 1,
          "acts": [
            { "act": "enforce-policy", "at": "03:00:00", "policy": "MfaForEveryone" },
            { "act": "ask-for-exceptions", "at": "06:00:00", "count": 3, "lasts": "3.00:00:00", "approvedAfter": "00:20:00" }
          ],
          "promises": { "everyFinding": { "leastRecall": 0, "mostFalse": 1000, "mostWithdrawn": 1000 }, "mostOnPeople": 1000 }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_exception_is_ended_by_the_app_or_handed_over_and_the_ledger_is_kept()
    {
        var scenario = Scenario.Load(_folder.Write("standing.json", Standing));
        await using var run = await SimulationRun.CreateAsync(scenario, new TenantSize(10, 40, 7), scenario.Days, pace: null);
        await run.RunAsync(Ct);
        var storage = run.Host.Storage;
        var store = storage.Table("exceptions");
        var open = await OpenExemption.ReadAllAsync(store, Ct);
        Assert.True(open.Count(one => one.MayBeExcluded) >= 2, $"{open.Count} open");
        var stays = open.First(one => one.MayBeExcluded);

        var memberships = open.ToDictionary(one => one.Id, MembershipsOf);
        int MembershipsOf(OpenExemption one) => run.World.Tenant.Administration.All<TenantGroup>().Count(group => group.Members.Contains(one.IdentityId));

        Assert.Equal(open.Count, await UninstallAsync(run, apply: false));
        Assert.Equal(open, await OpenExemption.ReadAllAsync(store, Ct), (one, other) => one.Id == other.Id && one.State == other.State);

        Assert.Equal(open.Count - 1, await UninstallAsync(run, apply: true, stays.Id));
        using (var soon = new CancellationTokenSource())
        {
            storage.Broker.Sent += (_, messages) =>
            {
                if (messages.Any(message => message.Kind == ExemptionChanged.Kind))
                {
                    StopWhenDone(store, soon);
                }
            };
            await run.Host.RunAsync(soon.Token);
        }

        Assert.True(run.World.Tenant.Now < stays.End, "the others have run out by themselves, and this one with them");
        Assert.Equal([stays.Id], (await OpenExemption.ReadAllAsync(store, Ct)).Select(one => one.Id));
        Assert.Equal(0, await UninstallAsync(run, apply: true, stays.Id));
        Assert.All(open.Where(one => one.Mechanism is ExclusionMechanism.Group && one.MayBeExcluded), one => Assert.Equal(memberships[one.Id] - (one == stays ? 0 : 1), MembershipsOf(one)));

        using var handover = JsonDocument.Parse(File.ReadAllText(_folder["out/handover.json"]));
        Assert.Equal([stays.Id], handover.RootElement.GetProperty("exceptions").EnumerateArray().Select(one => one.GetProperty("exception").GetProperty("id").GetString()));
        var ledger = File.ReadAllLines(_folder["out/ledger.ndjson"]).Select(line => JsonElement.Parse(line)).ToList();
        foreach (var chain in ledger.GroupBy(line => (line.GetProperty("app").GetString(), line.GetProperty("partition").GetString())))
        {
            var entries = chain.OrderBy(line => line.GetProperty("sequence").GetInt64()).ToList();
            Assert.Equal(entries.Skip(1).Select(line => line.GetProperty("previous").GetString()), entries.SkipLast(1).Select(line => line.GetProperty("hash").GetString()));
        }

        var keepers = ledger.Select(line => line.GetProperty("app").GetString()!).Distinct().ToList();
        Assert.True(keepers.Count >= 3, string.Join(' ', keepers));
        Assert.Subset(Apps.WithLedger.Select(app => app.Name.ToLowerInvariant()).ToHashSet(), keepers.ToHashSet());
    }

    public void Dispose() => _folder.Dispose();

    private static void StopWhenDone(IStateStore store, CancellationTokenSource stop)
    {
        if (OpenExemption.ReadAllAsync(store, CancellationToken.None).GetAwaiter().GetResult().Count <= 1) // in memory: nothing waits
        {
            stop.Cancel();
        }
    }

    private Task<int> UninstallAsync(SimulationRun run, bool apply, params string[] handOver)
    {
        var storage = run.Host.Storage;
        var places = new UninstallPlaces(
            [.. Apps.All.Select(app => app.Name.ToLowerInvariant()).Select(app => (app, storage.Table(app)))],
            (queue, message, ct) => storage.Broker.SendAsync(queue, [message], ct));
        return new UninstallRun(places, TimeProvider.System, TextWriter.Null).RunAsync(new UninstallRequest(run.World.Setting.ApproverAccounts.Order(StringComparer.Ordinal).First(), handOver, apply, _folder["out"]), Ct);
    }
}
