using Microsoft.Data.Sqlite;

namespace NhiEvents.Embedded.Sqlite;

public sealed partial class Broker
{
    /// <summary>Only the delivery that holds the lock, and only while it does.</summary>
    private const string Held = "sequence = ?1 AND entity = ?2 AND delivery_count = ?3 AND locked_until > ?4";

    /// <summary>The message is done and gone.</summary>
    /// <exception cref="MessageLockLostException">It will be, or was, delivered again.</exception>
    public Task CompleteAsync(LockedMessage message, CancellationToken ct) =>
        SettleAsync(message, (connection, now) => connection.Sql($"DELETE FROM broker_message WHERE {Held}").Run(Key(message, now)), ct);

    /// <summary>Gives the message back, for delivery at once; after the last allowed delivery it is dead-lettered instead.</summary>
    /// <exception cref="MessageLockLostException">It will be, or was, delivered again.</exception>
    public async Task AbandonAsync(LockedMessage message, CancellationToken ct)
    {
        var entity = _entities.ToReceive(message.EntityPath);
        if (message.DeliveryCount >= entity.MaxDeliveryCount)
        {
            await DeadLetterAsync(message, MaxDeliveryCountExceeded, TooOften(entity), ct);
            return;
        }

        await SettleAsync(message, (connection, now) => connection.Sql($"UPDATE broker_message SET locked_until = 0 WHERE {Held}").Run(Key(message, now)), ct);
        Announce(message.EntityPath, message.EnqueuedAt.UtcTicks);
    }

    /// <summary>Moves the message to the dead letters.</summary>
    /// <param name="reason">From a closed list of slugs.</param>
    /// <exception cref="MessageLockLostException">It will be, or was, delivered again.</exception>
    public async Task DeadLetterAsync(LockedMessage message, string reason, string? description, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        await SettleAsync(
            message,
            (connection, now) => connection.Sql($"SELECT 1 FROM broker_message WHERE {Held}").Number(Key(message, now)) is null
                ? 0
                : Bury(connection, message.EntityPath, message.Sequence, now, reason, description),
            ct);
        _log.DeadLettered(message.EntityPath, message.Sequence, reason);
    }

    /// <summary>Ends every lock on messages and sessions, for a host that starts: whoever held them has died, and nobody need wait until they run out.</summary>
    /// <remarks>The delivery stays counted, so a message that kills its host goes to the dead letters in the end.</remarks>
    public Task ReleaseAllAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return _database.WriteAsync(connection =>
            connection.Sql("UPDATE broker_message SET locked_until = 0 WHERE locked_until > 0").Run() + connection.Sql("DELETE FROM broker_session").Run());
    }

    /// <summary>Prolongs the lock by the entity's lock duration from now; returns its new end.</summary>
    /// <exception cref="MessageLockLostException">It will be, or was, delivered again.</exception>
    /// <exception cref="InvalidOperationException">A message of a session lives as long as its session's lock: renew that.</exception>
    public async Task<DateTimeOffset> RenewAsync(LockedMessage message, CancellationToken ct)
    {
        var entity = _entities.ToReceive(message.EntityPath);
        if (entity.Sessions)
        {
            throw new InvalidOperationException($"Message {message.MessageId} belongs to a session of '{message.EntityPath}': renew the session.");
        }

        var until = 0L;
        await SettleAsync(
            message,
            (connection, now) =>
            {
                until = now + entity.LockDuration.Ticks;
                return connection.Sql($"UPDATE broker_message SET locked_until = ?5 WHERE {Held}").Run([.. Key(message, now), until]);
            },
            ct);
        return until.ToTime();
    }

    private async Task SettleAsync(LockedMessage message, Func<SqliteConnection, long, int> settle, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (LosesLock?.Invoke(message) is true)
        {
            await LoseAsync(message);
        }

        if (await _database.WriteAsync(connection => settle(connection, Now)) == 0)
        {
            throw new MessageLockLostException(
                $"Message {message.MessageId} of '{message.EntityPath}': its lock ran out at {message.LockedUntil:O}, or it is settled already.");
        }
    }

    /// <summary>What the end of a lock does, at once: the message, and the session that it is in, are anybody's again.</summary>
    private async Task LoseAsync(LockedMessage message)
    {
        await _database.WriteAsync(connection =>
        {
            connection.Sql("DELETE FROM broker_session WHERE entity = ?1 AND session_id = ?2").Run(message.EntityPath, message.SessionId);
            return connection.Sql($"UPDATE broker_message SET locked_until = 0 WHERE {Held}").Run(Key(message, Now));
        });
        Announce(message.EntityPath, message.EnqueuedAt.UtcTicks);
    }

    private static SqlValue[] Key(LockedMessage message, long now) => [message.Sequence, message.EntityPath, message.DeliveryCount, now];
}
