using Azure.Messaging;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Triggers;

/// <summary>Delivers one Event Grid subscription to its function, with Event Grid's own retry schedule and dead-lettering.</summary>
internal sealed class EventGridPump : IDisposable
{
    private readonly EventTopic _topic;
    private readonly Readings _readings;
    private readonly string _subscription;
    private readonly EventGridCall _call;
    private readonly FunctionDescriptor _function;
    private readonly ILogger _log;
    private readonly CancellationToken _abort;
    private readonly Work _work;

    /// <param name="abort">Ends a call that is still running when the grace period of a stop is over.</param>
    public EventGridPump(EventTopic topic, Readings readings, string subscription, Invoker invoker, FunctionDescriptor function, Scheduler scheduler, ILogger log, CancellationToken abort)
    {
        (_topic, _readings, _subscription, _function, _log, _abort) = (topic, readings, subscription, function, log, abort);
        _call = new EventGridCall(invoker, function);
        _work = scheduler.Register($"{function} on {subscription}", StepAsync);
        topic.Ready += OnReady;
    }

    public void Start()
    {
        if (_topic.NextDue(_subscription) is { } due)
        {
            _work.Wake(due);
        }
    }

    public void Dispose() => _topic.Ready -= OnReady;

    private void OnReady(string subscription, DateTimeOffset due)
    {
        if (subscription == _subscription)
        {
            _work.Wake(due);
        }
    }

    private async Task<DateTimeOffset?> StepAsync(CancellationToken ct)
    {
        if (_topic.TakeCall(_subscription) is { Count: > 0 } deliveries)
        {
            await _topic.SettleAsync(deliveries, await TryDeliverAsync(deliveries), CancellationToken.None);
        }

        return _topic.NextDue(_subscription);
    }

    private async Task<bool> TryDeliverAsync(IReadOnlyList<PendingDelivery> deliveries)
    {
        CloudEvent[] events = [.. deliveries.SelectMany(delivery => _readings.EventsOf(delivery.Body))];
        try
        {
            await _call.RunAsync(events, _abort);
            return true;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            _log.EventsFailed(_function.ToString(), events.Length, deliveries[0].Attempt, fault);
            return false;
        }
    }
}

/// <summary>Calls an Event Grid function with a batch, or once per event when it takes one.</summary>
internal sealed class EventGridCall(Invoker invoker, FunctionDescriptor function)
{
    private readonly bool _batched = ((EventGridTriggerAttribute)function.Trigger).IsBatched;

    public async Task RunAsync(CloudEvent[] events, CancellationToken ct)
    {
        if (_batched)
        {
            await invoker.CallAsync(events, null, ct);
            return;
        }

        foreach (var one in events)
        {
            await invoker.CallAsync(one, null, ct);
        }
    }
}
