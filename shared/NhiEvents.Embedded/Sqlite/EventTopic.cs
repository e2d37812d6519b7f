using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>The Event Grid topic on one machine: push deliveries with retry, per subscription of the topology.</summary>
/// <remarks>
/// Durable once <see cref="PublishAsync"/> has returned; at least once and unordered. One row holds a batch of events for all its subscriptions. What is in flight is
/// known in memory only, so a delivery that a crash interrupts is taken again. Whoever drives it listens to <see cref="Ready"/> and asks <see cref="NextDue"/>.
/// </remarks>
public sealed class EventTopic : IEventPublisher
{
    /// <summary>The reason of a delivery that was retried for as long as the subscription allows.</summary>
    public const string TimeToLiveExceeded = "TimeToLiveExceeded";

    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CloudEventBatches _batches;
    private readonly FrozenDictionary<string, EventGridSubscription> _subscriptions;
    private readonly FrozenDictionary<string, DeliveryQueue> _queues;
    private readonly RecentBodies _recent = new();

    public EventTopic(SqliteDatabase database, Topology topology, TimeProvider time, ILogger<EventTopic>? logger = null)
    {
        (_database, _time, _log) = (database, time, logger ?? NullLogger<EventTopic>.Instance);
        var subscriptions = topology.EventGrid?.Subscriptions ?? [];
        _batches = new CloudEventBatches(subscriptions);
        _subscriptions = subscriptions.ToFrozenDictionary(subscription => subscription.Name, StringComparer.Ordinal);
        _queues = subscriptions.ToFrozenDictionary(subscription => subscription.Name, _ => new DeliveryQueue(), StringComparer.Ordinal);
        database.EnsureSchema(
            """
            CREATE TABLE IF NOT EXISTS grid_batch (batch INTEGER PRIMARY KEY AUTOINCREMENT, published_at INTEGER NOT NULL, pending TEXT NOT NULL, body BLOB NOT NULL);
            CREATE TABLE IF NOT EXISTS grid_dead_delivery (
              id INTEGER PRIMARY KEY AUTOINCREMENT,
              subscription TEXT NOT NULL,
              reason TEXT NOT NULL,
              attempts INTEGER NOT NULL,
              published_at INTEGER NOT NULL,
              dead_lettered_at INTEGER NOT NULL,
              events INTEGER NOT NULL,
              body BLOB NOT NULL);
            CREATE INDEX IF NOT EXISTS grid_dead_delivery_subscription ON grid_dead_delivery (subscription, id);
            """);
        Recover();
    }

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

        var stored = await _database.WriteAsync(connection => Store(connection, batches));
        foreach (var (deliveries, body) in stored)
        {
            _recent.Keep(deliveries[0].Delivery.Batch, body, deliveries.Count);
            Stored?.Invoke(body);
            deliveries.ForEach(one => _queues[one.Subscription].Put(one.Delivery));
        }

        foreach (var subscription in stored.SelectMany(batch => batch.Deliveries).Select(one => one.Subscription).Distinct(StringComparer.Ordinal))
        {
            Ready?.Invoke(subscription, stored[0].Deliveries[0].Delivery.PublishedAt);
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
            return _database.Read(connection => taken.ConvertAll(delivery => ToPending(connection, subscription, delivery)));
        }
        catch (SqliteStorageException)
        {
            taken.ForEach(queue.Put);
            throw;
        }
    }

    /// <summary>The deliveries that the function has not answered yet: what Event Grid sends once more when it has waited long enough.</summary>
    /// <exception cref="ArgumentException">Unknown subscription.</exception>
    internal IReadOnlyList<PendingDelivery> Unanswered(string subscription) =>
        _database.Read(connection => Queue(subscription).InFlight().ConvertAll(delivery => ToPending(connection, subscription, delivery)));

    /// <summary>Delivered: done. Not delivered: again after 10 s, 30 s, 1, 5, 10, 30 min, 1, 3, 6, 12 h; past the time to live it is dead-lettered.</summary>
    /// <exception cref="InvalidOperationException">The delivery is not in flight.</exception>
    public async Task SettleAsync(PendingDelivery delivery, bool delivered, CancellationToken ct)
    {
        if (delivered && LosesAnswer?.Invoke(delivery) is not true)
        {
            await EndAsync(delivery, connection => ChangePending(connection, delivery, null), ct);
            return;
        }

        var now = _time.GetUtcNow();
        if (EventGridRetry.Next(delivery.Attempt, now, delivery.PublishedAt, _subscriptions[delivery.Subscription].TimeToLive) is not { } next)
        {
            await GiveUpAsync(delivery, TimeToLiveExceeded, ct);
            return;
        }

        var queued = InFlight(delivery);
        var retry = queued with { State = queued.State with { Failed = delivery.Attempt, Due = next.UtcTicks } };
        await EndAsync(delivery, connection => ChangePending(connection, delivery, retry.State), ct);
        _queues[delivery.Subscription].Put(retry);
        Ready?.Invoke(delivery.Subscription, next);
    }

    /// <summary>The endpoint answered what Event Grid does not retry: dead-lettered at once.</summary>
    /// <param name="status">400, 403 or 413.</param>
    /// <exception cref="ArgumentException">Any other status is retried: <see cref="SettleAsync"/>.</exception>
    /// <exception cref="InvalidOperationException">The delivery is not in flight.</exception>
    public Task RejectAsync(PendingDelivery delivery, int status, CancellationToken ct) => GiveUpAsync(
        delivery,
        status switch
        {
            400 => "BadRequest",
            403 => "Forbidden",
            413 => "PayloadTooLarge",
            _ => throw new ArgumentException($"Event Grid retries after status {status}.", nameof(status)),
        },
        ct);

    /// <summary>Deliveries that were given up, by id, from this one on; nothing is changed.</summary>
    /// <exception cref="ArgumentException">Unknown subscription.</exception>
    public IReadOnlyList<DeadDelivery> PeekDeadLetters(string subscription, int max, long fromId = 0)
    {
        Queue(subscription);
        return _database.Read(connection => connection.Sql(
            """
            SELECT id, reason, attempts, published_at, dead_lettered_at, events, body FROM grid_dead_delivery
            WHERE subscription = ?1 AND id >= ?2 ORDER BY id LIMIT ?3
            """)
            .All(
                row => new DeadDelivery(
                    row.Int64(0), subscription, row.Text(1), row.Int32(2), row.Time(3), row.Time(4), row.Int32(5), row.Bytes(6)),
                subscription,
                fromId,
                max));
    }

    private async Task GiveUpAsync(PendingDelivery delivery, string reason, CancellationToken ct)
    {
        await EndAsync(
            delivery,
            connection =>
            {
                connection.Sql(
                    """
                    INSERT INTO grid_dead_delivery (subscription, reason, attempts, published_at, dead_lettered_at, events, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                    """)
                    .Run(
                        delivery.Subscription,
                        reason,
                        delivery.Attempt,
                        delivery.PublishedAt.UtcTicks,
                        _time.GetUtcNow().UtcTicks,
                        delivery.EventCount,
                        delivery.Body);
                return ChangePending(connection, delivery, null);
            },
            ct);
        _log.DeliveryDeadLettered(delivery.Subscription, delivery.Batch, delivery.Attempt, reason);
    }

    /// <summary>Ends the flight in the database and then in memory. When the database fails, the delivery is due as before.</summary>
    private async Task EndAsync(PendingDelivery delivery, Func<SqliteConnection, bool> write, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var queue = Queue(delivery.Subscription);
        var queued = InFlight(delivery);
        try
        {
            await _database.WriteAsync(write);
        }
        catch (SqliteStorageException)
        {
            queue.Put(queued);
            throw;
        }

        queue.Remove(delivery.Batch);
    }

    private List<(List<(string Subscription, QueuedDelivery Delivery)> Deliveries, byte[] Body)> Store(SqliteConnection connection, List<CloudEventBatch> batches)
    {
        var now = _time.GetUtcNow();
        var stored = new List<(List<(string, QueuedDelivery)>, byte[])>();
        foreach (var batch in batches)
        {
            var (pending, body) = (batch.ToPending(now.UtcTicks), batch.ToJson());
            connection.Sql("INSERT INTO grid_batch (published_at, pending, body) VALUES (?1, ?2, ?3)")
                .Run(now.UtcTicks, JsonSerializer.Serialize(pending, SqliteJson.Default.SortedDictionaryStringPendingState), body);
            var id = connection.LastRow();
            stored.Add(([.. pending.Select(one => (one.Key, new QueuedDelivery(id, now.UtcTicks.ToTime(), one.Value)))], body));
        }

        return stored;
    }

    /// <summary>Sets what the subscription still has to do with the batch; null is nothing. A batch that nobody of the topology needs is removed.</summary>
    private bool ChangePending(SqliteConnection connection, PendingDelivery delivery, PendingState? state)
    {
        var pending = connection.Sql("SELECT pending FROM grid_batch WHERE batch = ?1").First(row => Parse(row.Text(0)), delivery.Batch) ?? [];
        if (state is null)
        {
            pending.Remove(delivery.Subscription);
        }
        else
        {
            pending[delivery.Subscription] = state;
        }

        return !pending.Keys.Any(_queues.ContainsKey)
            ? connection.Sql("DELETE FROM grid_batch WHERE batch = ?1").Run(delivery.Batch) == 1
            : connection.Sql("UPDATE grid_batch SET pending = ?2 WHERE batch = ?1")
                .Run(delivery.Batch, JsonSerializer.Serialize(pending, SqliteJson.Default.SortedDictionaryStringPendingState)) == 1;
    }

    private PendingDelivery ToPending(SqliteConnection connection, string subscription, QueuedDelivery delivery)
    {
        var body = _recent.Take(delivery.Batch) ?? connection.Sql("SELECT body FROM grid_batch WHERE batch = ?1").First(row => row.Bytes(0), delivery.Batch)!;
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
        var stored = _database.Read(connection => connection.Sql("SELECT batch, published_at, pending FROM grid_batch ORDER BY batch")
            .All(row => (Batch: row.Int64(0), PublishedAt: row.Time(1), Pending: Parse(row.Text(2)))));
        foreach (var (batch, publishedAt, pending) in stored)
        {
            foreach (var (subscription, state) in pending)
            {
                if (_queues.TryGetValue(subscription, out var queue))
                {
                    queue.Put(new QueuedDelivery(batch, publishedAt, state));
                }
            }
        }

        var orphans = stored.Where(row => !row.Pending.Keys.Any(_queues.ContainsKey)).Select(row => row.Batch).ToList();
        if (orphans.Count > 0)
        {
            _database.WriteAsync(connection => orphans.Sum(batch => connection.Sql("DELETE FROM grid_batch WHERE batch = ?1").Run(batch))).GetAwaiter().GetResult();
        }
    }

    private QueuedDelivery InFlight(PendingDelivery delivery) =>
        Queue(delivery.Subscription).TryGetInFlight(delivery.Batch, out var queued) && queued.State.Failed + 1 == delivery.Attempt
            ? queued
            : throw new InvalidOperationException($"Batch {delivery.Batch} is not in flight to '{delivery.Subscription}': it was settled already.");

    private DeliveryQueue Queue(string subscription) =>
        _queues.GetValueOrDefault(subscription)
        ?? throw new ArgumentException($"There is no Event Grid subscription '{subscription}' in the topology.", nameof(subscription));

    private static SortedDictionary<string, PendingState> Parse(string json) => JsonSerializer.Deserialize(json, SqliteJson.Default.SortedDictionaryStringPendingState)!;
}
