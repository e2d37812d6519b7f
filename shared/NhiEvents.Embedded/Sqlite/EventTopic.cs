using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Memory;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>The Event Grid topic on one machine: push deliveries with retry, per subscription of the topology.</summary>
/// <remarks>
/// As durable as its rows once <see cref="PublishAsync"/> has returned; at least once and unordered. One row holds a batch of events for all its subscriptions. What is in flight is
/// known in memory only, so a delivery that a crash interrupts is taken again. Whoever drives it listens to <see cref="Ready"/> and asks <see cref="NextDue"/>.
/// </remarks>
public sealed class EventTopic : IEventPublisher
{
    /// <summary>The reason of a delivery that was retried for as long as the subscription allows.</summary>
    public const string TimeToLiveExceeded = "TimeToLiveExceeded";

    private readonly ITopicRows _rows;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CloudEventBatches _batches;
    private readonly FrozenDictionary<string, EventGridSubscription> _subscriptions;
    private readonly FrozenDictionary<string, DeliveryQueue> _queues;

    public EventTopic(SqliteDatabase database, Topology topology, TimeProvider time, ILogger<EventTopic>? logger = null)
        : this(new SqliteTopicRows(database), topology, time, logger)
    {
    }

    internal EventTopic(ITopicRows rows, Topology topology, TimeProvider time, ILogger<EventTopic>? logger = null)
    {
        (_rows, _time, _log) = (rows, time, logger ?? NullLogger<EventTopic>.Instance);
        var subscriptions = topology.EventGrid?.Subscriptions ?? [];
        _batches = new CloudEventBatches(subscriptions);
        _subscriptions = subscriptions.ToFrozenDictionary(subscription => subscription.Name, StringComparer.Ordinal);
        _queues = subscriptions.ToFrozenDictionary(subscription => subscription.Name, _ => new DeliveryQueue(), StringComparer.Ordinal);
        Recover();
    }

    /// <summary>Gone with the process.</summary>
    public static EventTopic InMemory(Topology topology, TimeProvider time) => new(new MemoryTopicRows(), topology, time);

    /// <summary>A delivery to this subscription is due at this time. Raised after it is durable, on any thread; a handler must be quick and must not throw.</summary>
    public event Action<string, DateTimeOffset>? Ready;

    /// <summary>A batch was stored: the bytes that <see cref="PendingDelivery.Body"/> will be for whoever takes all of its events. Raised before <see cref="Ready"/>, likewise.</summary>
    public event Action<ReadOnlyMemory<byte>>? Stored;

    /// <summary>A fault for tests: true when the subscriber's success was never heard, so that the delivery comes again. Null: every answer is heard.</summary>
    internal Func<PendingDelivery, bool>? LosesAnswer { get; set; }

    /// <inheritdoc/>
    /// <remarks>All events are stored in one transaction, in batches that each subscription can be given in one call; events that nobody subscribes to are dropped.</remarks>
    public async Task PublishAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken ct)
    {
        var batches = _batches.Cut(events);
        ct.ThrowIfCancellationRequested();
        if (batches.Count == 0)
        {
            return;
        }

        var now = _time.GetUtcNow().ToUniversalTime();
        List<PendingBatch> pending = [.. batches.Select(batch => new PendingBatch(batch.ToJson(), batch.ToPending(now.UtcTicks)))];
        foreach (var (number, batch) in (await _rows.AddAsync(pending, now)).Zip(pending))
        {
            Stored?.Invoke(batch.Body);
            foreach (var (subscription, state) in batch.Pending)
            {
                _queues[subscription].Put(new QueuedDelivery(number, now, state));
            }
        }

        foreach (var subscription in pending.SelectMany(batch => batch.Pending.Keys).Distinct(StringComparer.Ordinal))
        {
            Ready?.Invoke(subscription, now);
        }
    }

    /// <summary>When the next delivery that is not in flight is due; null when there is none.</summary>
    /// <exception cref="ArgumentException">Unknown subscription.</exception>
    public DateTimeOffset? NextDue(string subscription) => Queue(subscription).NextDue?.ToTime();

    /// <summary>The deliveries that are due, by (due, batch). Each is in flight until <see cref="SettleAsync"/> or <see cref="RejectAsync"/>.</summary>
    /// <exception cref="ArgumentException">Unknown subscription.</exception>
    public IReadOnlyList<PendingDelivery> Take(string subscription, int max)
    {
        var queue = Queue(subscription);
        var taken = queue.Take(_time.GetUtcNow().UtcTicks, max);
        try
        {
            return taken.ConvertAll(delivery => ToPending(subscription, delivery));
        }
        catch (SqliteStorageException)
        {
            taken.ForEach(queue.Put);
            throw;
        }
    }

    /// <summary>The due deliveries that go out in one call, in flight as after <see cref="Take"/>. One that failed before goes alone: it holds up no other.</summary>
    /// <remarks>Event Grid waits for nothing, but puts together what is there, up to what the subscription wants in a call.</remarks>
    /// <exception cref="ArgumentException">Unknown subscription.</exception>
    public IReadOnlyList<PendingDelivery> TakeCall(string subscription)
    {
        var call = new List<PendingDelivery>();
        try
        {
            while (call is not [{ Attempt: > 1 }] && Take(subscription, 1) is [var next])
            {
                if (call.Count > 0 && (next.Attempt > 1 || !Fits(call, next)))
                {
                    PutBack([next]);
                    break;
                }

                call.Add(next);
            }

            return call;
        }
        catch (SqliteStorageException)
        {
            PutBack(call);
            throw;
        }
    }

    /// <summary>The deliveries that the function has not answered yet: what Event Grid sends once more when it has waited long enough.</summary>
    /// <exception cref="ArgumentException">Unknown subscription.</exception>
    internal IReadOnlyList<PendingDelivery> Unanswered(string subscription) =>
        Queue(subscription).InFlight().ConvertAll(delivery => ToPending(subscription, delivery));

    /// <summary>
    /// Settles what went out in one call, in one transaction. Delivered: done. Not delivered: again after 10 s, 30 s, 1, 5, 10, 30 min, 1, 3, 6, 12 h; past the time to live it is
    /// dead-lettered.
    /// </summary>
    /// <exception cref="InvalidOperationException">A delivery is not in flight; none was settled.</exception>
    public async Task SettleAsync(IReadOnlyList<PendingDelivery> call, bool delivered, CancellationToken ct)
    {
        List<DeliveryEnd> ends = [.. call.Select(delivery => delivered && LosesAnswer?.Invoke(delivery) is not true ? new DeliveryEnd(delivery, null, null) : RetryOf(delivery))];
        await EndAsync(ends, ct);
    }

    /// <summary>The endpoint answered what Event Grid does not retry: dead-lettered at once.</summary>
    /// <param name="status">400, 403 or 413.</param>
    /// <exception cref="ArgumentException">Any other status is retried: <see cref="SettleAsync"/>.</exception>
    /// <exception cref="InvalidOperationException">The delivery is not in flight.</exception>
    public Task RejectAsync(PendingDelivery delivery, int status, CancellationToken ct) => EndAsync(
        [
            new DeliveryEnd(delivery, null, status switch
            {
                400 => "BadRequest",
                403 => "Forbidden",
                413 => "PayloadTooLarge",
                _ => throw new ArgumentException($"Event Grid retries after status {status}.", nameof(status)),
            }),
        ],
        ct);

    /// <summary>Deliveries that were given up, by id, from this one on; nothing is changed.</summary>
    /// <exception cref="ArgumentException">Unknown subscription.</exception>
    public IReadOnlyList<DeadDelivery> PeekDeadLetters(string subscription, int max, long fromId = 0)
    {
        Queue(subscription);
        return _rows.Dead(subscription, max, fromId);
    }

    /// <summary>Ends flights in the database and then in memory. When the database fails, the deliveries are due as before.</summary>
    private async Task EndAsync(List<DeliveryEnd> ends, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        foreach (var end in ends)
        {
            _ = InFlight(end.Delivery);
        }

        try
        {
            await _rows.EndAsync(ends, _time.GetUtcNow());
        }
        catch (SqliteStorageException)
        {
            PutBack(ends.Select(end => end.Delivery));
            throw;
        }

        foreach (var (delivery, retry, reason) in ends)
        {
            var queue = Queue(delivery.Subscription);
            if (retry is not null)
            {
                queue.Put(InFlight(delivery) with { State = retry });
                Ready?.Invoke(delivery.Subscription, retry.Due.ToTime());
                continue;
            }

            queue.Remove(delivery.Batch);
            if (reason is not null)
            {
                _log.DeliveryDeadLettered(delivery.Subscription, delivery.Batch, delivery.Attempt, reason);
            }
        }
    }

    private PendingDelivery ToPending(string subscription, QueuedDelivery delivery)
    {
        var body = _rows.BodyOf(delivery.Batch);
        return new PendingDelivery(
            delivery.Batch,
            subscription,
            delivery.State.Failed + 1,
            delivery.PublishedAt,
            delivery.State.Count,
            delivery.State.Part && _subscriptions[subscription].EventTypes is { Count: > 0 } types ? CloudEventJson.Only(body, types) : body);
    }

    /// <summary>Queues what is stored. A subscription that the topology no longer has gives up its deliveries, as in Azure.</summary>
    private void Recover()
    {
        var orphans = new List<(string Subscription, QueuedDelivery Delivery)>();
        foreach (var one in _rows.All())
        {
            if (_queues.TryGetValue(one.Subscription, out var queue))
            {
                queue.Put(one.Delivery);
            }
            else
            {
                orphans.Add(one);
            }
        }

        if (orphans.Count > 0)
        {
            _rows.ForgetAsync(orphans).GetAwaiter().GetResult();
        }
    }

    /// <summary>They are due as before.</summary>
    private void PutBack(IEnumerable<PendingDelivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            Queue(delivery.Subscription).PutBack(delivery.Batch);
        }
    }

    private DeliveryEnd RetryOf(PendingDelivery delivery) =>
        EventGridRetry.Next(delivery.Attempt, _time.GetUtcNow(), delivery.PublishedAt, _subscriptions[delivery.Subscription].TimeToLive) is { } next
            ? new DeliveryEnd(delivery, InFlight(delivery).State with { Failed = delivery.Attempt, Due = next.UtcTicks }, null)
            : new DeliveryEnd(delivery, null, TimeToLiveExceeded);

    private bool Fits(List<PendingDelivery> call, PendingDelivery next)
    {
        var wanted = _subscriptions[next.Subscription];
        return call.Sum(delivery => delivery.EventCount) + next.EventCount <= wanted.MaxEventsPerBatch
            && call.Sum(delivery => delivery.Body.Length) + next.Body.Length <= wanted.PreferredBatchSizeInKilobytes * CloudEventBatches.Kilobyte;
    }

    private QueuedDelivery InFlight(PendingDelivery delivery) =>
        Queue(delivery.Subscription).TryGetInFlight(delivery.Batch, out var queued) && queued.State.Failed + 1 == delivery.Attempt
            ? queued
            : throw new InvalidOperationException($"Batch {delivery.Batch} is not in flight to '{delivery.Subscription}': it was settled already.");

    private DeliveryQueue Queue(string subscription) =>
        _queues.GetValueOrDefault(subscription)
        ?? throw new ArgumentException($"There is no Event Grid subscription '{subscription}' in the topology.", nameof(subscription));
}
