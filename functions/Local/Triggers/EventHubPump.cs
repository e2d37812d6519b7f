using System.Globalization;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Triggers;

/// <summary>Delivers one partition of the log to its function, by the platform's rule: the checkpoint moves on even when the function throws, unless a retry attribute says otherwise.</summary>
internal sealed class EventHubPump : IDisposable
{
    private readonly EventLog _events;
    private readonly Invoker _invoker;
    private readonly FunctionDescriptor _function;
    private readonly HostSettings _settings;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly EventHubTriggerAttribute _trigger;
    private readonly int _partition;
    private readonly CancellationToken _abort;
    private readonly Work _work;
    private int _failures;

    /// <param name="abort">Ends a call that is still running when the grace period of a stop is over.</param>
    public EventHubPump(
        EventLog events, int partition, Invoker invoker, FunctionDescriptor function, HostSettings settings, Scheduler scheduler, ILogger log, CancellationToken abort)
    {
        (_events, _partition, _invoker, _function, _settings, _log, _time, _abort) = (events, partition, invoker, function, settings, log, scheduler.Time, abort);
        _trigger = (EventHubTriggerAttribute)function.Trigger;
        _work = scheduler.Register($"{function} on {_trigger.EventHubName}/{partition}", StepAsync);
        events.Appended += OnAppended;
    }

    private string Group => _trigger.ConsumerGroup ?? "$Default";

    public void Start() => _work.Wake(_time.GetUtcNow());

    public void Dispose() => _events.Appended -= OnAppended;

    private void OnAppended(string hub, int partition)
    {
        if (hub == _trigger.EventHubName && partition == _partition)
        {
            _work.Wake(_time.GetUtcNow());
        }
    }

    private async Task<DateTimeOffset?> StepAsync(CancellationToken ct)
    {
        var records = _events.Read(_trigger.EventHubName, Group, _partition, _settings.MaxEventBatchSize);
        if (records.Count == 0)
        {
            return null;
        }

        try
        {
            await _invoker.CallAsync(records.Select(Received).ToArray(), null, _abort);
        }
        catch (OperationCanceledException) when (_abort.IsCancellationRequested)
        {
            throw; // stopping: the batch comes again after the restart
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            if (RetryDelay() is { } delay)
            {
                _log.BatchRetried(_function.ToString(), records.Count, _partition, _failures, fault);
                return _time.GetUtcNow() + delay;
            }

            _log.BatchLost(_function.ToString(), records.Count, _partition, fault);
        }

        _failures = 0;
        await _events.CheckpointAsync(_trigger.EventHubName, Group, _partition, records[^1].Offset, CancellationToken.None);
        return _time.GetUtcNow();
    }

    /// <summary>Null: no retry attribute, or its count is spent.</summary>
    private TimeSpan? RetryDelay()
    {
        if (_function.Retry is not { } retry || (retry.MaxRetryCount >= 0 && _failures >= retry.MaxRetryCount))
        {
            return null;
        }

        _failures++;
        return retry switch
        {
            FixedDelayRetryAttribute fixedDelay => Parse(fixedDelay.DelayInterval),
            ExponentialBackoffRetryAttribute backoff => Min(Parse(backoff.MaximumInterval), Parse(backoff.MinimumInterval) * Math.Pow(2, Math.Min(_failures - 1, 30))),
            _ => throw new HostRefusalException($"{_function}: unknown retry attribute {retry.GetType().Name}."),
        };

        static TimeSpan Parse(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);
        static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
    }

    internal static EventData Received(StoredRecord record) => EventHubsModelFactory.EventData(
        eventBody: new BinaryData(record.Body),
        properties: null,
        systemProperties: null,
        partitionKey: record.PartitionKey,
        sequenceNumber: record.Offset,
        offsetString: record.Offset.ToString(CultureInfo.InvariantCulture),
        enqueuedTime: record.EnqueuedAt);
}
