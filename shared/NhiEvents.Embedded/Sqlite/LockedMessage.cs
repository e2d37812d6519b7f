using System.Buffers.Binary;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>A message that one receiver holds until <paramref name="LockedUntil"/>.</summary>
/// <param name="EntityPath"><c>queue</c> or <c>topic/subscription</c>.</param>
/// <param name="Sequence">Unique in the broker, never used again.</param>
/// <param name="DeliveryCount">This delivery included: 1 the first time.</param>
/// <param name="EnqueuedAt">When it became available: when it was sent, or its <c>NotBefore</c>.</param>
/// <param name="LockToken">The same for the same delivery of the same message in every run.</param>
/// <param name="Attempt">How often <c>Later</c> has re-sent it.</param>
/// <param name="FirstSentAt">When a message that <c>Later</c> re-sent was sent for the first time; null on a first sending.</param>
/// <param name="TraceParent">W3C trace context of the cause.</param>
public sealed record LockedMessage(
    string EntityPath,
    long Sequence,
    string MessageId,
    string Kind,
    ReadOnlyMemory<byte> Body,
    string? SessionId,
    int DeliveryCount,
    DateTimeOffset EnqueuedAt,
    DateTimeOffset LockedUntil,
    Guid LockToken,
    int Attempt,
    DateTimeOffset? FirstSentAt,
    string? TraceParent)
{
    /// <summary>A sequence is used once, so with the delivery it is enough.</summary>
    internal static Guid TokenOf(long sequence, int delivery)
    {
        Span<byte> token = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(token, sequence);
        BinaryPrimitives.WriteInt64BigEndian(token[sizeof(long)..], delivery);
        return new Guid(token);
    }
}

/// <summary>A session that one receiver holds until <paramref name="LockedUntil"/>. A lease, not a fence.</summary>
/// <param name="LockNumber">Unique in the broker, never used again.</param>
public sealed record SessionLock(string EntityPath, string SessionId, long LockNumber, DateTimeOffset LockedUntil);

/// <summary>How many messages an entity holds.</summary>
/// <param name="Active">Available now, locked ones included.</param>
/// <param name="Scheduled">Available later.</param>
/// <param name="OldestEnqueuedAt">Of the active ones; null when there are none.</param>
public sealed record EntityCount(long Active, long Scheduled, long DeadLettered, DateTimeOffset? OldestEnqueuedAt);
