using System.Text;
using NhiEvents.Embedded;
using NhiEvents.Local.Hosting;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Local;

/// <summary>Attributes and <c>infra/topology.json</c> describe one wiring: neither can change alone.</summary>
public sealed class TopologyDriftTests
{
    private static readonly string Shipped = File.ReadAllText(Path.Combine(Repository.Root, "infra", "topology.json"));

    [Fact]
    public async Task The_shipped_topology_and_the_functions_agree()
    {
        await using var bench = await LocalBench.CreateAsync();

        Assert.Empty(TopologyCheck.Faults(Topology.Shipped, bench.Host.AppList));
    }

    [Theory]
    [InlineData("\"detection-due\"", "\"detection-overdue\"", "queue detection-due is not in infra/topology.json", "no function reads detection-overdue")]
    [InlineData("\"findings\"", "\"results\"", "subscription findings/portal is not in infra/topology.json", "no function reads results/portal")]
    [InlineData("\"entra-logs\"", "\"entra-log\"", "event hub entra-logs with consumer group ingest is not in infra/topology.json", null)]
    [InlineData("\"DetectSignIns\"", "\"DetectLogins\"", "no Event Grid subscription of infra/topology.json delivers to it", "delivers to Detection/DetectLogins, which is no Event Grid function")]
    [InlineData("\"duplicateWindow\": \"00:10:00\", \"sessions\": false }", "\"duplicateWindow\": \"00:10:00\", \"sessions\": true }", "sessions are on for queue", null)]
    public async Task A_change_of_the_topology_alone_is_found(string from, string to, string fault, string? other)
    {
        var changed = Shipped.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Shipped, changed);

        var refusal = await Assert.ThrowsAsync<HostRefusalException>(() => LocalBench.CreateAsync(topology: Load(changed)));

        Assert.Contains(fault, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(other ?? "", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_goes_alone_is_found()
    {
        var withoutDetection = Apps.All.Where(app => app.Name != "Detection").ToList();

        var refusal = await Assert.ThrowsAsync<HostRefusalException>(() => LocalBench.CreateAsync(apps: withoutDetection));

        Assert.Contains("no function reads detection-due", refusal.Message, StringComparison.Ordinal);
    }

    private static Topology Load(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return Topology.Load(stream);
    }
}
