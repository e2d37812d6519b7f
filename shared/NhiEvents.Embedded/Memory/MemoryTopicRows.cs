using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Embedded.Memory;

/// <summary>A topic's rows in this process's memory, for runs whose events nobody needs after them.</summary>
internal sealed class MemoryTopicRows : ITopicRows
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, Kept> _batches = [];
    private readonly List<DeadDelivery> _dead = [];
    private long _last;

    public IReadOnlyList<(string Subscription, QueuedDelivery Delivery)> All()
    {
        lock (_gate)
        {
            return
            [
                .. from batch in _batches
                   from pending in batch.Value.Pending
                   select (pending.Key, new QueuedDelivery(batch.Key, batch.Value.PublishedAt, pending.Value)),
            ];
        }
    }

    public Task<IReadOnlyList<long>> AddAsync(IReadOnlyList<PendingBatch> batches, DateTimeOffset now)
    {
        lock (_gate)
        {
            var numbers = new long[batches.Count];
            for (var i = 0; i < batches.Count; i++)
            {
                numbers[i] = ++_last;
                _batches.Add(_last, new Kept(now.ToUniversalTime(), batches[i].Body, new SortedDictionary<string, PendingState>(batches[i].Pending, StringComparer.Ordinal)));
            }

            return Task.FromResult<IReadOnlyList<long>>(numbers);
        }
    }

    public ReadOnlyMemory<byte> BodyOf(long batch)
    {
        lock (_gate)
        {
            return _batches[batch].Body;
        }
    }

    public Task EndAsync(IReadOnlyList<DeliveryEnd> ends, DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var (delivery, retry, reason) in ends)
            {
                if (retry is not null)
                {
                    _batches[delivery.Batch].Pending[delivery.Subscription] = retry;
                    continue;
                }

                if (reason is not null)
                {
                    _dead.Add(new DeadDelivery(
                        _dead.Count + 1, delivery.Subscription, reason, delivery.Attempt, delivery.PublishedAt, now.ToUniversalTime(), delivery.EventCount, delivery.Body));
                }

                Remove(delivery.Batch, delivery.Subscription);
            }

            return Task.CompletedTask;
        }
    }

    public Task ForgetAsync(IReadOnlyList<(string Subscription, QueuedDelivery Delivery)> deliveries)
    {
        lock (_gate)
        {
            foreach (var (subscription, delivery) in deliveries)
            {
                Remove(delivery.Batch, subscription);
            }

            return Task.CompletedTask;
        }
    }

    public IReadOnlyList<DeadDelivery> Dead(string subscription, int max, long fromId)
    {
        lock (_gate)
        {
            return [.. _dead.Where(dead => dead.Subscription == subscription && dead.Id >= fromId).Take(max)];
        }
    }

    private void Remove(long batch, string subscription)
    {
        if (_batches.TryGetValue(batch, out var kept) && kept.Pending.Remove(subscription) && kept.Pending.Count == 0)
        {
            _batches.Remove(batch);
        }
    }

    private sealed record Kept(DateTimeOffset PublishedAt, byte[] Body, SortedDictionary<string, PendingState> Pending);
}
