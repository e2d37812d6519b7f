using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Embedded;
using NhiEvents.Functions.Tests.Local;
using NhiEvents.Local.Hosting;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Infra;

/// <summary>What each app tells the Functions host, against what the app is.</summary>
public sealed class HostJsonTests
{
    public static TheoryData<string> AppNames => [.. Apps.All.Select(app => app.Name)];

    [Theory]
    [MemberData(nameof(AppNames))]
    public async Task The_host_is_told_of_each_kind_of_trigger_that_the_app_has_and_of_no_other(string name)
    {
        await using var bench = await LocalBench.CreateAsync();
        var functions = bench.Host.App(name).Functions;
        using var host = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "functions", name, "host.json")));
        var extensions = host.RootElement.GetProperty("extensions");

        string?[] expected =
        [
            functions.Any(function => function.Trigger is EventHubTriggerAttribute) ? "eventHubs" : null,
            functions.Any(function => function.Trigger is HttpTriggerAttribute) ? "http" : null,
            functions.Any(function => function.Trigger is ServiceBusTriggerAttribute) ? "serviceBus" : null,
        ];
        Assert.Equal(expected.OfType<string>(), extensions.EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal));
        Assert.True(host.RootElement.GetProperty("logging").GetProperty("applicationInsights").GetProperty("samplingSettings").GetProperty("isEnabled").GetBoolean());
        if (extensions.TryGetProperty("serviceBus", out var bus))
        {
            // Whoever settles must be the only one who does; a message that waits in a buffer loses its lock there.
            Assert.Equal((false, 0), (bus.GetProperty("autoCompleteMessages").GetBoolean(), bus.GetProperty("prefetchCount").GetInt32()));
            Assert.InRange(bus.GetProperty("maxConcurrentCalls").GetInt32(), 1, 32);
            var longest = Topology.Shipped.ServiceBus.Queues.Where(queue => functions.Any(function => function.Trigger is ServiceBusTriggerAttribute trigger && trigger.QueueName == queue.Name)).Select(queue => queue.LockDuration).DefaultIfEmpty().Max();
            Assert.True(TimeSpan.Parse(bus.GetProperty("maxAutoLockRenewalDuration").GetString()!, System.Globalization.CultureInfo.InvariantCulture) >= longest);
            var sessions = functions.Any(function => function.Trigger is ServiceBusTriggerAttribute { IsSessionsEnabled: true });
            Assert.Equal(sessions, bus.TryGetProperty("sessionIdleTimeout", out var idle));
            Assert.True(!sessions || idle.GetString() == "00:00:02"); // with the default of a minute a tenant's next write waits that long
        }
    }
}
