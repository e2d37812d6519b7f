using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>Where a <see cref="Broker"/> keeps its messages and locks. Each call is done wholly or not at all; safe for concurrent use, by one broker at a time.</summary>
/// <remarks>"Held" is a message whose lock fits the delivery that is asked about and has not run out. Times are UTC ticks.</remarks>
internal interface IBrokerRows
{
    /// <summary>Stores each message for every entity that takes it, unless its id was seen within the duplicate window.</summary>
    /// <returns>The earliest due time by entity path.</returns>
    Task<IReadOnlyDictionary<string, long>> StoreAsync(SendEntity target, IReadOnlyList<OutgoingMessage> messages);

    long? NextDue(ReceiveEntity entity);

    EntityCount Count(string path);

    /// <summary>Locks what can be received now, by (due, sequence); what has had all its deliveries goes to the dead letters, and others take its place.</summary>
    Task<Received> LockAsync(ReceiveEntity entity, int max);

    /// <summary>Likewise in a session, until the end of its lock; null when that is lost.</summary>
    Task<Received?> LockAsync(ReceiveEntity entity, SessionLock session, int max);

    /// <summary>Locks the session that has waited longest of those with something to receive and no holder.</summary>
    Task<SessionLock?> AcceptAsync(ReceiveEntity entity);

    /// <summary>Prolongs the lock of the session and of its held messages; null when it is lost.</summary>
    Task<DateTimeOffset?> RenewAsync(ReceiveEntity entity, SessionLock session);

    /// <summary>Gives up the session and its held messages.</summary>
    /// <returns>When the first message left in it is due; null when there is none, or the lock was lost.</returns>
    Task<long?> CloseAsync(SessionLock session);

    /// <summary>Removes the message; false when it is not held.</summary>
    Task<bool> CompleteAsync(LockedMessage message);

    /// <summary>Ends the lock; false when it is not held.</summary>
    Task<bool> ReleaseAsync(LockedMessage message);

    /// <summary>Moves the message to the dead letters; false when it is not held.</summary>
    Task<bool> BuryAsync(LockedMessage message, string reason, string? description);

    /// <summary>Prolongs the lock; null when it is not held.</summary>
    Task<DateTimeOffset?> RenewAsync(ReceiveEntity entity, LockedMessage message);

    /// <summary>Ends the locks of the message and of the session that it is in, whoever has them.</summary>
    Task LoseAsync(LockedMessage message);

    /// <summary>Ends all locks.</summary>
    Task ReleaseAllAsync();

    /// <summary>By sequence, from this one on.</summary>
    IReadOnlyList<DeadLetter> DeadLetters(string path, int max, long fromSequence);

    /// <summary>Makes new messages of dead letters; returns how many of the sequences were there.</summary>
    Task<int> ResubmitAsync(ReceiveEntity entity, IReadOnlyCollection<long> sequences);

    /// <summary>Removes dead letters; returns how many of the sequences were there.</summary>
    Task<int> DiscardAsync(string path, IReadOnlyCollection<long> sequences);

    /// <summary>Why a message that was delivered too often is in the dead letters, in words.</summary>
    static string TooOften(ReceiveEntity entity) => FormattableString.Invariant($"Delivered {entity.MaxDeliveryCount} times without being completed.");
}

/// <summary>What locking gave.</summary>
/// <param name="Buried">The sequences of those that went to the dead letters.</param>
internal sealed record Received(List<LockedMessage> Locked, List<long> Buried);
