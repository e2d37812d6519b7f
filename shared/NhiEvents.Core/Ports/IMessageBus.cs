namespace NhiEvents.Core.Ports;

/// <summary>Sends messages to a queue or topic.</summary>
/// <remarks>
/// Returned means stored durably. Delivery is at least once and unordered, except within a session. A queue with duplicate detection silently
/// drops a message whose id it has seen within its window, so a deliberate re-send needs a new id.
/// </remarks>
public interface IMessageBus
{
    /// <summary>Most bytes of one message, properties included (Service Bus Standard).</summary>
    const int MaxMessageBytes = 256 * 1024;

    /// <summary>Most characters of a message id or session id (Service Bus).</summary>
    const int MaxIdLength = 128;

    /// <summary>Sends all messages, in as many batches as the size limit needs. May have sent some when it throws; sending all again is safe.</summary>
    /// <param name="entity">A queue or topic of <c>infra/topology.json</c>.</param>
    /// <exception cref="ArgumentException">The entity does not exist, a message is over a limit, or a session id is missing or not wanted.</exception>
    Task SendAsync(string entity, IReadOnlyList<OutgoingMessage> messages, CancellationToken ct);
}

/// <summary>A message on its way out.</summary>
/// <param name="Id">The same for the same cause: <see cref="Contracts.MessageIds"/>.</param>
/// <param name="Kind">What the body is; subscriptions filter on it.</param>
/// <param name="Body">UTF-8 JSON.</param>
public sealed record OutgoingMessage(string Id, string Kind, ReadOnlyMemory<byte> Body)
{
    /// <summary>Required on a session queue, refused elsewhere.</summary>
    public string? SessionId { get; init; }

    /// <summary>Not delivered before this time; null is at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>How often <c>Later</c> has re-sent it.</summary>
    public int Attempt { get; init; }

    /// <summary>When a message that <c>Later</c> re-sends was sent for the first time; null on a first sending.</summary>
    public DateTimeOffset? FirstSentAt { get; init; }

    /// <summary>W3C trace context of the cause.</summary>
    public string? TraceParent { get; init; }
}
