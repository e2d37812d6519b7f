namespace NhiEvents.Core.Ports;

/// <summary>Publishes CloudEvents 1.0 to the Event Grid topic.</summary>
/// <remarks>Returned means accepted; delivery to each subscription is at least once and unordered.</remarks>
public interface IEventPublisher
{
    /// <summary>Most bytes of one publish request (Event Grid).</summary>
    const int MaxBatchBytes = 1024 * 1024;

    /// <summary>Publishes all events, in as many requests as the size limit needs. May have published some when it throws; publishing all again is safe.</summary>
    /// <exception cref="ArgumentException">One event alone is over the limit.</exception>
    Task PublishAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken ct);
}

/// <summary>An event on its way out: the CloudEvents attributes and JSON data.</summary>
/// <param name="Id">With <paramref name="Source"/> the event's identity.</param>
/// <param name="Time">When it happened, not when it was published.</param>
public sealed record OutgoingEvent(string Id, string Type, string Source, string Subject, DateTimeOffset Time, ReadOnlyMemory<byte> Data)
{
    /// <summary>W3C trace context of the cause.</summary>
    public string? TraceParent { get; init; }
}
