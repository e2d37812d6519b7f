namespace NhiEvents.Embedded.Sqlite;

/// <summary>A batch of events for one subscription, to be delivered in one call.</summary>
/// <param name="Batch">The stored batch; with <paramref name="Subscription"/> the delivery's identity.</param>
/// <param name="Attempt">1 for the first delivery.</param>
/// <param name="Body">A CloudEvents 1.0 JSON batch (<c>application/cloudevents-batch+json</c>) of the events that the subscription takes.</param>
public sealed record PendingDelivery(long Batch, string Subscription, int Attempt, DateTimeOffset PublishedAt, int EventCount, ReadOnlyMemory<byte> Body);

/// <summary>A delivery that was given up.</summary>
/// <param name="Id">Rises with time.</param>
/// <param name="Reason"><c>TimeToLiveExceeded</c>, or what the endpoint answered: <c>BadRequest</c>, <c>Forbidden</c>, <c>PayloadTooLarge</c>.</param>
/// <param name="Body">A CloudEvents 1.0 JSON batch.</param>
public sealed record DeadDelivery(
    long Id, string Subscription, string Reason, int Attempts, DateTimeOffset PublishedAt, DateTimeOffset DeadLetteredAt, int EventCount, ReadOnlyMemory<byte> Body);

/// <summary>What one subscription still has to do with a batch.</summary>
/// <param name="Failed">Deliveries that failed so far.</param>
/// <param name="Due">UTC ticks.</param>
/// <param name="Count">Events of the batch that it takes.</param>
/// <param name="Part">It takes not all of them.</param>
internal sealed record PendingState(int Failed, long Due, int Count, bool Part);

/// <summary>How the flight of a delivery ends.</summary>
/// <param name="Retry">When it is due again; null: it is over.</param>
/// <param name="GivenUp">Why it is dead-lettered; null: it was delivered, or is due again.</param>
internal sealed record DeliveryEnd(PendingDelivery Delivery, PendingState? Retry, string? GivenUp);
