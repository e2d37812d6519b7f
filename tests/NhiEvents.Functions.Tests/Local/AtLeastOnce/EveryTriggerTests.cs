using Azure.Messaging;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Embedded;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Simulate;
using NhiEvents.Local.Triggers;

namespace NhiEvents.Functions.Tests.Local.AtLeastOnce;

/// <summary>Every function of every app that something triggers: what it gets comes again, comes while it works, and its process ends in it. What is left is what is left of a quiet day.</summary>
/// <remarks>The functions are found by their attributes: a new one that has no work on the <see cref="BusyDay"/> fails all three.</remarks>
public sealed class EveryTriggerTests(QuietDay quiet) : IClassFixture<QuietDay>
{
    /// <summary>Places in a call at which it is disturbed: before its first reading, between readings, between reading and writing, after writing.</summary>
    private const int Places = 5;

    /// <summary>It keeps and sends nothing of ours, only what a receiver is to have: there is no middle to it, and what it sends twice has one id.</summary>
    private const string Delivers = "DeliverRecord";

    /// <summary>No rules are loaded in a simulation, so that it does nothing; RuleMatchTests has its repetitions.</summary>
    private const string Matches = "DetectRuleMatches";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Lock lost after the work, Event Grid's answer lost, checkpoint lost: every delivery of the day.</summary>
    [Fact]
    public async Task What_comes_again_after_it_was_handled_leaves_nothing_else()
    {
        var (again, batches) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<(int, long)>());
        var byEntity = BusyDay.Triggered.Where(function => BusyDay.EntityOf(function) is not null).ToDictionary(function => BusyDay.EntityOf(function)!, function => function.Name);
        var bySubscription = Topology.Shipped.EventGrid!.Subscriptions!.ToDictionary(one => one.Name, one => one.Function);
        await using var run = await quiet.BeginAsync();
        run.Host.Storage.Broker.LosesLock = message => message.DeliveryCount == 1 && Note(byEntity[message.EntityPath]);
        run.Host.Storage.Topic.LosesAnswer = delivery => delivery.Attempt == 1 && Note(bySubscription[delivery.Subscription]);
        run.Host.Storage.Log.LosesCheckpoint = (partition, offset) => batches.Add((partition, offset)) && Note("IngestLogs");

        await run.RunAsync(Ct, shown: true);

        Assert.Equal(Names(_ => true), again.Order(StringComparer.Ordinal));
        quiet.AssertSame(run);

        bool Note(string function)
        {
            again.Add(function);
            return true;
        }
    }

    /// <summary>The lock is lost in the middle of the work: another receiver gets the message and is done with it before the first one goes on.</summary>
    [Fact]
    public async Task What_comes_again_while_it_is_handled_leaves_nothing_else()
    {
        var again = new HashSet<string>(StringComparer.Ordinal);
        await OverlapAsync(
            function => BusyDay.EntityOf(function) is not null,
            (host, function, _) =>
            {
                again.Add(function.Name);
                return DeliverAgainAsync(host, function, BusyDay.EntityOf(function)!);
            });

        Assert.Equal(Names(function => function.Name != Delivers && function.Trigger is ServiceBusTriggerAttribute), again.Order(StringComparer.Ordinal));
    }

    /// <summary>Event Grid does not wait longer for the answer: it delivers the events again, to this instance or another one, at times in other batches, before the first call goes on.</summary>
    [Fact]
    public async Task What_Event_Grid_delivers_again_while_it_is_handled_leaves_nothing_else()
    {
        var again = new HashSet<string>(StringComparer.Ordinal);
        var subscriptions = Topology.Shipped.EventGrid!.Subscriptions!.ToLookup(one => one.Function, one => one.Name);
        await using var others = new OtherInstances();
        await OverlapAsync(
            function => function.Trigger is EventGridTriggerAttribute,
            async (host, function, call) =>
            {
                again.Add(function.Name);
                var delivery = Assert.Single(subscriptions[function.Name].SelectMany(host.Storage.Topic.Unanswered));
                var events = CloudEvent.ParseMany(new BinaryData(delivery.Body));
                var app = call % 2 == 0 ? host.App(function.App) : others.Of(host, function.App);
                await new EventGridCall(app.InvokerOf(function), function).RunAsync(call % 3 == 2 ? [.. events.Where((_, number) => number % 2 == 0)] : events, Ct);
            });

        Assert.Equal(Names(function => function.Name != Matches && function.Trigger is EventGridTriggerAttribute), again.Order(StringComparer.Ordinal));
    }

    /// <summary>The lease goes to another host while a batch is handled: it reads from the last checkpoint, and both handle the same. By turns the one's checkpoint counts, and the other's.</summary>
    [Fact]
    public async Task What_two_hosts_read_of_one_partition_at_once_leaves_nothing_else()
    {
        var both = 0;
        await using var others = new OtherInstances();
        await OverlapAsync(
            function => function.Trigger is EventHubTriggerAttribute,
            async (host, function, call) =>
            {
                var (trigger, log, app) = ((EventHubTriggerAttribute)function.Trigger, host.Storage.Log, others.Of(host, function.App));
                for (var partition = 0; partition < Topology.Shipped.EventHubs!.First(hub => hub.Name == trigger.EventHubName).Partitions; partition++)
                {
                    if (log.Read(trigger.EventHubName, trigger.ConsumerGroup!, partition, app.Settings.MaxEventBatchSize) is not [.., var last] records)
                    {
                        continue;
                    }

                    both++;
                    await app.InvokerOf(function).CallAsync(records.Select(EventHubPump.Received).ToArray(), null, Ct);
                    if (call % 2 == 0)
                    {
                        await log.CheckpointAsync(trigger.EventHubName, trigger.ConsumerGroup!, partition, last.Offset, Ct); // the first host's, which comes later, counts no more
                    }
                }
            });

        Assert.InRange(both, 10, int.MaxValue);
    }

    [Fact]
    public Task A_process_that_ends_in_each_loses_nothing_and_does_nothing_twice() => EndInEachAsync(times: 1);

    [Fact]
    [Trait("Set", "Full")]
    public Task A_process_that_ends_five_times_in_each_loses_nothing_and_does_nothing_twice() => EndInEachAsync(Places);

    /// <summary>The process ends in the first calls of each function, each time a step later in it (a single time: after its first step, where it has two), and starts again.</summary>
    private async Task EndInEachAsync(int times)
    {
        using var places = new CallPlaces();
        var ends = new Dictionary<string, int>(StringComparer.Ordinal);
        await using var run = await quiet.BeginAsync(new Interruption(() =>
        {
            if (places.Here() is not { } here || Find(here.Function) is null || ends.GetValueOrDefault(here.Function) is var ended && (ended == times || here.Pass < (times > 1 ? ended : Math.Min(1, quiet.Farthest[here.Function]))))
            {
                return ValueTask.FromResult(false);
            }

            ends[here.Function] = ended + 1;
            return ValueTask.FromResult(true);
        }));

        await run.RunAsync(Ct, shown: true);

        Assert.Equal(Names(function => function.Name is not (Delivers or Matches)), ends.Keys.Order(StringComparer.Ordinal));
        quiet.AssertSame(run);
    }

    /// <summary>Does something in the middle of each call of such a function, each time at another place of it.</summary>
    private async Task OverlapAsync(Predicate<FunctionDescriptor> which, Func<LocalHost, FunctionDescriptor, int, Task> meanwhile)
    {
        using var places = new CallPlaces();
        var (nested, run) = (false, default(SimulationRun));
        await using var begun = run = await quiet.BeginAsync(new Interruption(async () =>
        {
            if (!nested && places.Here() is { } here && here.Pass == here.Call % Places && Find(here.Function) is { } function && which(function))
            {
                nested = true;
                await meanwhile(run!.Host, function, here.Call);
                nested = false;
            }

            return false;
        }));

        await run.RunAsync(Ct, shown: true);

        quiet.AssertSame(run);
    }

    private static FunctionDescriptor? Find(string name) => BusyDay.Triggered.FirstOrDefault(function => function.Name == name);

    private static IEnumerable<string> Names(Func<FunctionDescriptor, bool> which) => BusyDay.Triggered.Where(which).Select(function => function.Name).Order(StringComparer.Ordinal);

    private static async Task DeliverAgainAsync(LocalHost host, FunctionDescriptor function, string entity)
    {
        var broker = host.Storage.Broker;
        await broker.ReleaseAllAsync(Ct);
        var session = ((ServiceBusTriggerAttribute)function.Trigger).IsSessionsEnabled ? await broker.AcceptSessionAsync(entity, Ct) : null;
        var message = Assert.Single(session is null ? await broker.ReceiveAsync(entity, 1, Ct) : await broker.ReceiveAsync(session, 1, Ct));
        Assert.InRange(message.DeliveryCount, 2, 9);
        await host.App(function.App).InvokerOf(function).CallAsync(ServiceBusPump.Received(message), new LocalMessageActions(broker, message), Ct);
        if (session is not null)
        {
            await broker.CloseSessionAsync(session, Ct);
        }
    }

    /// <summary>One more instance of each app that is asked for, made when it is.</summary>
    private sealed class OtherInstances : IAsyncDisposable
    {
        private readonly Dictionary<string, LocalApp> _apps = new(StringComparer.Ordinal);

        public LocalApp Of(LocalHost host, string app) => _apps.TryGetValue(app, out var known) ? known : _apps[app] = host.AnotherInstanceOf(app);

        public async ValueTask DisposeAsync()
        {
            foreach (var app in _apps.Values)
            {
                await app.DisposeAsync();
            }
        }
    }
}
