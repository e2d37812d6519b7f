using System.Text;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Functions.Tests.Local;

/// <summary>What no function can read, given to every function of every app: it is kept with a reason, and stops nothing.</summary>
public sealed class PoisonTests
{
    private static readonly byte[] Poison = "{\"neither\":\"this nor that\""u8.ToArray();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_service_bus_function_dead_letters_it_at_the_first_delivery_with_a_reason()
    {
        await using var bench = await LocalBench.CreateAsync();
        var bus = Topology.Shipped.ServiceBus;
        foreach (var queue in bus.Queues)
        {
            await bench.Storage.Broker.SendAsync(queue.Name, [Message("of-queue", queue.Sessions)], Ct);
        }

        foreach (var topic in bus.Topics)
        {
            foreach (var kind in topic.Subscriptions.SelectMany(subscription => subscription.Kinds ?? []).Distinct())
            {
                await bench.Storage.Broker.SendAsync(topic.Name, [Message(kind, sessions: false)], Ct);
            }
        }

        await bench.Host.RunAsync(Ct);

        var read = bench.Host.AppList.SelectMany(app => app.Functions).Select(function => function.Trigger).OfType<ServiceBusTriggerAttribute>()
            .Select(trigger => trigger.QueueName ?? $"{trigger.TopicName}/{trigger.SubscriptionName}").ToList();
        Assert.Equal(bus.Paths.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
        foreach (var path in read)
        {
            var dead = bench.Storage.Broker.PeekDeadLetters(path, 100);
            Assert.True(dead.Count > 0 && bench.Storage.Broker.Count(path).Active == 0, $"{path} has kept nothing of it.");
            Assert.All(dead, one => Assert.Equal((path, 1, true), (path, one.DeliveryCount, one.Reason is "unreadable-body" or "unreadable-event" or "unknown-kind")));
        }
    }

    [Fact]
    public async Task Every_event_grid_function_answers_and_hands_it_to_its_apps_queue_which_keeps_it()
    {
        await using var bench = await LocalBench.CreateAsync();
        var subscriptions = Topology.Shipped.EventGrid!.Subscriptions!;
        foreach (var type in subscriptions.SelectMany(subscription => subscription.EventTypes ?? []).Distinct())
        {
            await bench.Storage.Topic.PublishAsync([new OutgoingEvent("poison|" + type, type, "/test", "test", LocalBench.Start, "\"neither this nor that\""u8.ToArray())], Ct);
        }

        await bench.Host.RunAsync(Ct);

        Assert.All(subscriptions, subscription => Assert.Empty(bench.Storage.Topic.PeekDeadLetters(subscription.Name, 10)));
        foreach (var (queue, app) in RetryQueues)
        {
            var expected = subscriptions.Where(subscription => subscription.App == app).SelectMany(subscription => (subscription.EventTypes ?? []).Select(type => type)).Distinct().Count();
            Assert.Equal((queue, expected), (queue, bench.Storage.Broker.PeekDeadLetters(queue, 100).Count(one => one.Reason == "unreadable-event")));
        }
    }

    [Fact]
    public async Task The_event_hub_function_moves_on_past_it_and_keeps_what_it_could_not_read()
    {
        await using var bench = await LocalBench.CreateAsync();
        await bench.Storage.Log.AppendAsync(EventHubs.EntraLogs, [.. Enumerable.Range(0, 8).Select(_ => new LogRecord(Poison, null, null))], Ct);

        await bench.Host.RunAsync(Ct);

        var hub = Topology.Shipped.EventHubs.Single(one => one.Name == EventHubs.EntraLogs);
        Assert.All(Enumerable.Range(0, hub.Partitions), partition => Assert.Empty(bench.Storage.Log.Read(hub.Name, EventHubs.IngestGroup, partition, 10)));
    }

    /// <summary>With the private option Event Grid puts its own events into these queues, as structured CloudEvents without a subject.</summary>
    [Fact]
    public async Task A_cloud_event_in_an_apps_queue_is_handled_as_the_same_event_at_its_address()
    {
        await using var bench = await LocalBench.CreateAsync();
        var events = new[]
        {
            (Queues.DetectionRetry, EventTypes.SignIn), (Queues.ExceptionsRetry, EventTypes.SignIn), (Queues.RotationsRetry, EventTypes.SignIn),
        };
        var signIn = new SignIn("t", "00000000000000a1", "e1", SignInKind.ServicePrincipal, LocalBench.Start.AddDays(-1), "s", 7000222, [], [], []);
        var data = JsonSerializer.Serialize(signIn, NhiJson.Default.SignIn);
        foreach (var (queue, type) in events)
        {
            var body = $$"""{"specversion":"1.0","id":"e1","type":"{{type}}","source":"/nhi","subject":"t/00000000000000a1","time":"2026-02-28T00:00:00Z","datacontenttype":"application/json","data":{{data}}}""";
            await bench.Storage.Broker.SendAsync(queue, [new OutgoingMessage("grid-" + queue, "not-looked-at", Encoding.UTF8.GetBytes(body))], Ct);
        }

        await bench.Host.RunAsync(Ct);

        Assert.All(events, one => Assert.Equal((one.Item1, 0L, 0L), (one.Item1, bench.Storage.Broker.Count(one.Item1).DeadLettered, bench.Storage.Broker.Count(one.Item1).Active)));
        var findings = await new FindingRepository(new IdentityRepository(bench.Storage.Table("detection"))).ReadAllAsync(Ct);
        Assert.Equal(["NHI104"], findings.Findings.Select(finding => finding.FindingType));
    }

    internal static IReadOnlyList<(string Queue, string App)> RetryQueues { get; } =
        [(Queues.DetectionRetry, "Detection"), (Queues.ExceptionsRetry, "Exceptions"), (Queues.ResponseRetry, "Response"), (Queues.RotationsRetry, "Rotation")];

    private static OutgoingMessage Message(string kind, bool sessions) => new("poison-" + kind, kind, Poison) { SessionId = sessions ? "t" : null };
}
