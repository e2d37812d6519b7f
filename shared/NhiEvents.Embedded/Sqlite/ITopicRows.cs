namespace NhiEvents.Embedded.Sqlite;

/// <summary>Where an <see cref="EventTopic"/> keeps its batches and who still has to be given them. Each call is done wholly or not at all; safe for concurrent use.</summary>
internal interface ITopicRows
{
    /// <summary>Every delivery that has not ended, by batch and subscription.</summary>
    IReadOnlyList<(string Subscription, QueuedDelivery Delivery)> All();

    /// <returns>The number of each batch; they rise.</returns>
    Task<IReadOnlyList<long>> AddAsync(IReadOnlyList<PendingBatch> batches, DateTimeOffset now);

    /// <summary>Of a batch that somebody still needs.</summary>
    ReadOnlyMemory<byte> BodyOf(long batch);

    /// <summary>Ends flights; a batch that nobody needs any more is removed.</summary>
    Task EndAsync(IReadOnlyList<DeliveryEnd> ends, DateTimeOffset now);

    /// <summary>Removes deliveries without a trace.</summary>
    Task ForgetAsync(IReadOnlyList<(string Subscription, QueuedDelivery Delivery)> deliveries);

    /// <summary>Deliveries that were given up, by id, from this one on.</summary>
    IReadOnlyList<DeadDelivery> Dead(string subscription, int max, long fromId);
}

/// <summary>A batch on its way into the topic.</summary>
/// <param name="Pending">What each subscription has to do with it.</param>
internal sealed record PendingBatch(byte[] Body, SortedDictionary<string, PendingState> Pending);
