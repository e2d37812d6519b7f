namespace NhiEvents.Core.Ports;

/// <summary>Messages that were given up: delivered too often, or refused with a reason.</summary>
/// <remarks>An entity path is <c>queue</c> or <c>topic/subscription</c>.</remarks>
public interface IDeadLetters
{
    /// <summary>Dead letters by sequence number, from this one on; nothing is locked or changed.</summary>
    /// <exception cref="ArgumentException">Unknown entity path.</exception>
    Task<IReadOnlyList<DeadLetter>> PeekAsync(string entityPath, int max, long fromSequence, CancellationToken ct);

    /// <summary>Sends dead letters again, each under a new id (<see cref="ResubmittedIds"/>); returns how many of the sequence numbers were there.</summary>
    /// <remarks>On Service Bus a subscription's message goes to its topic, so the other subscriptions get it once more: handlers can bear that.</remarks>
    /// <exception cref="ArgumentException">Unknown entity path.</exception>
    Task<int> ResubmitAsync(string entityPath, IReadOnlyCollection<long> sequences, CancellationToken ct);

    /// <summary>Removes dead letters for good; returns how many of the sequence numbers were there.</summary>
    /// <exception cref="ArgumentException">Unknown entity path.</exception>
    Task<int> DiscardAsync(string entityPath, IReadOnlyCollection<long> sequences, CancellationToken ct);
}

/// <summary>A message that was given up.</summary>
/// <param name="Reason">From a closed list of slugs, or the platform's own <c>MaxDeliveryCountExceeded</c>.</param>
/// <param name="EnqueuedAt">When it became receivable for the first time.</param>
public sealed record DeadLetter(
    string EntityPath, long Sequence, string MessageId, string Kind, ReadOnlyMemory<byte> Body, int DeliveryCount, DateTimeOffset EnqueuedAt, string Reason)
{
    public string? Description { get; init; }

    public string? SessionId { get; init; }

    /// <summary>Null where the platform does not keep it.</summary>
    public DateTimeOffset? DeadLetteredAt { get; init; }

    /// <summary>How often <c>Later</c> had re-sent it.</summary>
    public int Attempt { get; init; }

    public DateTimeOffset? FirstSentAt { get; init; }

    public string? TraceParent { get; init; }
}
