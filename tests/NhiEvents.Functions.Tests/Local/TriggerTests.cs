using System.Diagnostics;
using System.Text;
using NhiEvents.Core;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Functions.Tests.Local;

/// <summary>The local host around a function: what is delivered when, how often, and what happens when the function fails.</summary>
public sealed class TriggerTests : IAsyncLifetime
{
    private readonly CallLog _calls = new();
    private LocalBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await LocalBench.CreateAsync([TestApp.With(_calls)], TestApp.Topology);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData("settles-itself")]
    [InlineData("auto")]
    public async Task A_message_is_delivered_once_and_gone(string queue)
    {
        await RunAsync(() => SendAsync(queue, "m1"));

        Assert.Equal(["0: m1 delivery 1"], _calls.Calls);
        Assert.Equal(new EntityCount(0, 0, 0, null), _bench.Storage.Broker.Count(queue));
    }

    [Theory]
    [InlineData("settles-itself", "Queue")]
    [InlineData("auto", "Auto")]
    public async Task A_message_whose_function_fails_comes_back_at_once_and_in_the_end_is_dead_lettered(string queue, string function)
    {
        _calls.Failures[function] = 3;

        await RunAsync(() => SendAsync(queue, "m1"));

        Assert.Equal(["0: m1 delivery 1", "0: m1 delivery 2", "0: m1 delivery 3"], _calls.Calls);
        Assert.Equal(Broker.MaxDeliveryCountExceeded, Assert.Single(_bench.Storage.Broker.PeekDeadLetters(queue, 10)).Reason);
    }

    [Fact]
    public async Task A_message_for_later_comes_at_its_time()
    {
        await RunAsync(() => SendAsync("auto", "m1", LocalBench.Start.AddSeconds(90)));

        Assert.Equal(["90: m1 delivery 1"], _calls.Calls);
    }

    [Fact]
    public async Task An_event_hub_batch_that_fails_without_a_retry_attribute_is_lost_as_on_the_platform()
    {
        _calls.Failures["Hub"] = 1;

        await RunAsync(() => AppendAsync("plain", "a", "b", "c"));

        Assert.Equal(["0: a+b", "0: c"], _calls.Calls);
    }

    [Fact]
    public async Task An_event_hub_batch_with_a_retry_attribute_comes_until_it_works_with_growing_pauses()
    {
        _calls.Failures["RetriedHub"] = 4;

        await RunAsync(() => AppendAsync("retried", "a", "b", "c"));

        Assert.Equal(["0: a+b", "5: a+b", "15: a+b", "30: a+b", "45: a+b", "45: c"], _calls.Calls);
    }

    [Fact]
    public async Task An_event_grid_delivery_that_fails_is_repeated_on_event_grids_schedule()
    {
        _calls.Failures["Grid"] = 3;

        await RunAsync(() => PublishAsync("e1", "e2"));

        Assert.Equal(["0: e1+e2", "10: e1+e2", "40: e1+e2", "100: e1+e2"], _calls.Calls);
    }

    [Fact]
    public async Task A_timer_runs_on_its_schedule_but_skips_the_middle_of_a_quiet_stretch()
    {
        await RunAsync(async () =>
        {
            await SendAsync("auto", "m1", LocalBench.Start.AddMinutes(6));
            await SendAsync("auto", "m2", LocalBench.Start.AddHours(2).AddMinutes(1));
        });

        Assert.Equal(["300: timer", "360: m1 delivery 1", "600: timer", "7200: timer", "7260: m2 delivery 1"], _calls.Calls);
    }

    [Fact]
    public async Task The_trace_of_the_cause_goes_on_in_the_function()
    {
        using var listener = new ActivityListener { ShouldListenTo = source => source.Name == Telemetry.Name, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);
        const string trace = "0af7651916cd43dd8448eb211c80319c";

        await RunAsync(() => _bench.Storage.Broker.SendAsync(
            "auto", [new OutgoingMessage("m1", "test", "{}"u8.ToArray()) { TraceParent = $"00-{trace}-b7ad6b7169203331-01" }], CancellationToken.None));

        Assert.Equal([trace], _calls.Traces);
    }

    private async Task RunAsync(Func<Task> input)
    {
        await input();
        await _bench.Host.RunAsync(CancellationToken.None);
    }

    private Task SendAsync(string queue, string id, DateTimeOffset? notBefore = null) =>
        _bench.Storage.Broker.SendAsync(queue, [new OutgoingMessage(id, "test", "{}"u8.ToArray()) { NotBefore = notBefore }], CancellationToken.None);

    private Task AppendAsync(string hub, params string[] bodies) =>
        _bench.Storage.Log.AppendAsync(hub, [.. bodies.Select(body => new LogRecord(Encoding.UTF8.GetBytes(body), null, null))], CancellationToken.None);

    private Task PublishAsync(params string[] ids) =>
        _bench.Storage.Topic.PublishAsync([.. ids.Select(id => new OutgoingEvent(id, "Test.Event", "/test", "test", LocalBench.Start, "{}"u8.ToArray()))], CancellationToken.None);
}
