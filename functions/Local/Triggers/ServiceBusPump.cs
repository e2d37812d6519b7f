using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NhiEvents.Azure.ServiceBus;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Triggers;

/// <summary>Delivers the messages of one queue or subscription to its function, at most <c>maxConcurrentCalls</c> at a time (one in virtual time).</summary>
internal sealed class ServiceBusPump : IDisposable
{
    private readonly Broker _broker;
    private readonly Invoker _invoker;
    private readonly FunctionDescriptor _function;
    private readonly HostSettings _settings;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Work _work;
    private readonly bool _autoComplete;
    private readonly bool _sessions;
    private readonly int _slots;
    private readonly CancellationToken _abort;
    private readonly ConcurrentDictionary<long, Task> _running = new();

    /// <param name="abort">Ends calls that are still running when the grace period of a stop is over.</param>
    public ServiceBusPump(
        Broker broker, Invoker invoker, FunctionDescriptor function, HostSettings settings, Scheduler scheduler, ILogger log, CancellationToken abort)
    {
        (_broker, _invoker, _function, _settings, _log, _time, _abort) = (broker, invoker, function, settings, log, scheduler.Time, abort);
        var trigger = (ServiceBusTriggerAttribute)function.Trigger;
        EntityPath = trigger.QueueName ?? $"{trigger.TopicName}/{trigger.SubscriptionName}";
        _autoComplete = !function.SettlesItself && settings.AutoComplete;
        _sessions = trigger.IsSessionsEnabled;
        _slots = scheduler is VirtualScheduler ? 1 : settings.MaxConcurrentCalls;
        _work = scheduler.Register($"{function} on {EntityPath}", StepAsync);
        broker.Ready += OnReady;
    }

    public string EntityPath { get; }

    /// <summary>Looks at what an earlier process left.</summary>
    public void Start()
    {
        if (_broker.NextDue(EntityPath) is { } due)
        {
            _work.Wake(due);
        }
    }

    public void Dispose() => _broker.Ready -= OnReady;

    private void OnReady(string entityPath, DateTimeOffset due)
    {
        if (entityPath == EntityPath)
        {
            _work.Wake(due);
        }
    }

    private async Task<DateTimeOffset?> StepAsync(CancellationToken ct)
    {
        var free = _slots - _running.Count;
        if (free <= 0)
        {
            return null; // a call that ends wakes this again
        }

        if (_sessions)
        {
            await DeliverSessionAsync(ct);
            return _broker.NextDue(EntityPath);
        }

        var messages = await _broker.ReceiveAsync(EntityPath, free, ct);
        if (_slots == 1)
        {
            foreach (var message in messages)
            {
                await DeliverAsync(message);
            }
        }
        else
        {
            foreach (var message in messages)
            {
                // Entered before it can end, so the end always finds it.
                var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _running[message.Sequence] = DeliverThenWakeAsync(message, gate.Task);
                gate.SetResult();
            }
        }

        return _broker.NextDue(EntityPath);
    }

    /// <summary>All that is due in one session, one after the other: the order and the lock are what sessions are for.</summary>
    private async Task DeliverSessionAsync(CancellationToken ct)
    {
        if (await _broker.AcceptSessionAsync(EntityPath, ct) is not { } session)
        {
            return;
        }

        try
        {
            while (await _broker.ReceiveAsync(session, 1, ct) is [var message])
            {
                await DeliverAsync(message);
                await _broker.RenewSessionAsync(session, ct);
            }
        }
        catch (SessionLockLostException)
        {
            // Whoever has it now goes on.
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopping: what is left in the session is for whoever starts next.
        }

        await _broker.CloseSessionAsync(session, CancellationToken.None);
    }

    /// <summary>Returns when no call is running; nothing new may be received by then.</summary>
    public Task DrainAsync() => Task.WhenAll(_running.Values);

    private async Task DeliverThenWakeAsync(LockedMessage message, Task entered)
    {
        await entered;
        try
        {
            await DeliverAsync(message);
        }
        finally
        {
            _running.TryRemove(message.Sequence, out _);
            _work.Wake(_time.GetUtcNow());
        }
    }

    private async Task DeliverAsync(LockedMessage locked)
    {
        var actions = new LocalMessageActions(_broker, locked);
        using var renewal = LockRenewal.Start(_broker, locked, _settings.MaxAutoLockRenewal, _slots > 1 ? _time : null);
        try
        {
            await _invoker.CallAsync(Received(locked), actions, _abort, locked.TraceParent);
            if (_autoComplete && !actions.Settled)
            {
                await _broker.CompleteAsync(locked, CancellationToken.None);
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            await AbandonAsync(locked, actions, fault);
        }
    }

    private async Task AbandonAsync(LockedMessage locked, LocalMessageActions actions, Exception fault)
    {
        _log.DeliveryFailed(_function.ToString(), locked.MessageId, locked.DeliveryCount, fault);
        if (actions.Settled)
        {
            return;
        }

        try
        {
            await _broker.AbandonAsync(locked, CancellationToken.None);
        }
        catch (MessageLockLostException)
        {
            // It is deliverable again already.
        }
    }

    internal static ServiceBusReceivedMessage Received(LockedMessage locked)
    {
        var properties = new Dictionary<string, object> { [MessageProperties.Kind] = locked.Kind, [MessageProperties.Attempt] = locked.Attempt };
        if (locked.TraceParent is { } traceParent)
        {
            properties[MessageProperties.TraceParent] = traceParent;
        }

        if (locked.FirstSentAt is { } firstSentAt)
        {
            properties[MessageProperties.FirstSentAt] = firstSentAt;
        }

        return ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: new BinaryData(locked.Body),
            messageId: locked.MessageId,
            sessionId: locked.SessionId,
            subject: locked.Kind,
            properties: properties,
            lockTokenGuid: locked.LockToken,
            deliveryCount: locked.DeliveryCount,
            lockedUntil: locked.LockedUntil,
            sequenceNumber: locked.Sequence,
            enqueuedTime: locked.EnqueuedAt);
    }
}
