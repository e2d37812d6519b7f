using System.Diagnostics.CodeAnalysis;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>What one subscription has to be given and when, in memory: rebuilt from the stored batches at start, so what was in flight at a crash is due again.</summary>
internal sealed class DeliveryQueue
{
    private readonly Lock _gate = new();
    private readonly SortedSet<(long Due, long Batch)> _waiting = [];
    private readonly Dictionary<long, QueuedDelivery> _deliveries = [];

    public long? NextDue
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count == 0 ? null : _waiting.Min.Due;
            }
        }
    }

    /// <summary>What is in flight is due as before.</summary>
    public void PutBack(long batch)
    {
        lock (_gate)
        {
            _waiting.Add((_deliveries[batch].State.Due, batch));
        }
    }

    /// <summary>Adds a delivery, or puts one back with a new state that was in flight.</summary>
    public void Put(QueuedDelivery delivery)
    {
        lock (_gate)
        {
            _deliveries[delivery.Batch] = delivery;
            _waiting.Add((delivery.State.Due, delivery.Batch));
        }
    }

    /// <summary>Those that are neither put back nor removed.</summary>
    public List<QueuedDelivery> InFlight()
    {
        lock (_gate)
        {
            return [.. _deliveries.Values.Where(delivery => !_waiting.Contains((delivery.State.Due, delivery.Batch)))];
        }
    }

    /// <summary>Those due, by (due, batch); they are in flight until put back or removed.</summary>
    public List<QueuedDelivery> Take(long now, int max)
    {
        lock (_gate)
        {
            var taken = new List<QueuedDelivery>();
            while (taken.Count < max && _waiting.Count > 0 && _waiting.Min.Due <= now)
            {
                var first = _waiting.Min;
                _waiting.Remove(first);
                taken.Add(_deliveries[first.Batch]);
            }

            return taken;
        }
    }

    public bool TryGetInFlight(long batch, [MaybeNullWhen(false)] out QueuedDelivery delivery)
    {
        lock (_gate)
        {
            return _deliveries.TryGetValue(batch, out delivery) && !_waiting.Contains((delivery.State.Due, batch));
        }
    }

    public void Remove(long batch)
    {
        lock (_gate)
        {
            _deliveries.Remove(batch);
        }
    }
}

/// <summary>One batch for one subscription.</summary>
internal sealed record QueuedDelivery(long Batch, DateTimeOffset PublishedAt, PendingState State);
