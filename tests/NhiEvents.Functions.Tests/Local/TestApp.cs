using System.Text;
using Azure.Messaging;
using Azure.Messaging.EventHubs;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Embedded;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Functions.Tests.Local;

/// <summary>An app whose functions note every call and fail as told: for what the local host does around a function.</summary>
internal static class TestApp
{
    public static AppDefinition With(CallLog calls) => new(
        "Test",
        [typeof(QueueFunction), typeof(AutoFunction), typeof(HubFunction), typeof(RetriedHubFunction), typeof(GridFunction), typeof(TimerFunction)],
        services => services.AddSingleton(calls));

    public static Topology Topology { get; } = Load(
        """
        {
          "schemaVersion": 1,
          "serviceBus": {
            "queues": [
              { "name": "settles-itself", "lockDuration": "00:01:00", "maxDeliveryCount": 3, "sessions": false },
              { "name": "auto", "lockDuration": "00:01:00", "maxDeliveryCount": 3, "sessions": false }
            ],
            "topics": []
          },
          "eventHubs": [
            { "name": "plain", "partitions": 1, "consumerGroups": ["$Default"] },
            { "name": "retried", "partitions": 1, "consumerGroups": ["$Default"] }
          ],
          "eventGrid": {
            "topic": "events",
            "subscriptions": [
              { "name": "grid", "app": "Test", "function": "Grid", "eventTypes": ["Test.Event"], "maxEventsPerBatch": 10, "preferredBatchSizeInKilobytes": 64, "timeToLive": "1.00:00:00" }
            ]
          }
        }
        """);

    private static Topology Load(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return Topology.Load(stream);
    }
}

/// <summary>What was called when, and how often each still has to fail.</summary>
internal sealed class CallLog
{
    public Dictionary<string, int> Failures { get; } = new(StringComparer.Ordinal);

    public List<string> Calls { get; } = [];

    public List<string?> Traces { get; } = [];

    public void Called(string function, TimeProvider time, string what)
    {
        Calls.Add($"{(time.GetUtcNow() - LocalBench.Start).TotalSeconds}: {what}");
        Traces.Add(System.Diagnostics.Activity.Current?.TraceId.ToString());
        if (Failures.GetValueOrDefault(function) > 0)
        {
            Failures[function]--;
            throw new InvalidOperationException("told to fail");
        }
    }
}

internal sealed class QueueFunction(CallLog calls, TimeProvider time)
{
    [Function("Queue")]
    public async Task RunAsync(
        [ServiceBusTrigger("settles-itself", Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        calls.Called("Queue", time, $"{message.MessageId} delivery {message.DeliveryCount}");
        await actions.CompleteMessageAsync(message, ct);
    }
}

internal sealed class AutoFunction(CallLog calls, TimeProvider time)
{
    [Function("Auto")]
    public void Run([ServiceBusTrigger("auto", Connection = "ServiceBus")] ServiceBusReceivedMessage message) =>
        calls.Called("Auto", time, $"{message.MessageId} delivery {message.DeliveryCount}");
}

internal sealed class HubFunction(CallLog calls, TimeProvider time)
{
    [Function("Hub")]
    public void Run([EventHubTrigger("plain", Connection = "EventHub")] EventData[] events) =>
        calls.Called("Hub", time, string.Join('+', events.Select(one => one.EventBody.ToString())));
}

internal sealed class RetriedHubFunction(CallLog calls, TimeProvider time)
{
    [Function("RetriedHub")]
    [ExponentialBackoffRetry(-1, "00:00:05", "00:00:15")]
    public void Run([EventHubTrigger("retried", Connection = "EventHub")] EventData[] events) =>
        calls.Called("RetriedHub", time, string.Join('+', events.Select(one => one.EventBody.ToString())));
}

internal sealed class GridFunction(CallLog calls, TimeProvider time)
{
    [Function("Grid")]
    public void Run([EventGridTrigger(IsBatched = true)] CloudEvent[] events) =>
        calls.Called("Grid", time, string.Join('+', events.Select(one => one.Id)));
}

internal sealed class TimerFunction(CallLog calls, TimeProvider time)
{
    [Function("Timer")]
    public void Run([TimerTrigger("0 */5 * * * *")] TimerInfo timer) => calls.Called("Timer", time, timer.IsPastDue ? "timer, late" : "timer");
}
