namespace NhiEvents.Embedded.Sqlite;

public sealed partial class Broker
{
    /// <summary>The message is done and gone.</summary>
    /// <exception cref="MessageLockLostException">It will be, or was, delivered again.</exception>
    public Task CompleteAsync(LockedMessage message, CancellationToken ct) => SettleAsync(message, _rows.CompleteAsync, ct);

    /// <summary>Gives the message back, for delivery at once; after the last allowed delivery it is dead-lettered instead.</summary>
    /// <exception cref="MessageLockLostException">It will be, or was, delivered again.</exception>
    public async Task AbandonAsync(LockedMessage message, CancellationToken ct)
    {
        var entity = _entities.ToReceive(message.EntityPath);
        if (message.DeliveryCount >= entity.MaxDeliveryCount)
        {
            await DeadLetterAsync(message, MaxDeliveryCountExceeded, IBrokerRows.TooOften(entity), ct);
            return;
        }

        await SettleAsync(message, _rows.ReleaseAsync, ct);
        Announce(message.EntityPath, message.EnqueuedAt.UtcTicks);
    }

    /// <summary>Moves the message to the dead letters.</summary>
    /// <param name="reason">From a closed list of slugs.</param>
    /// <exception cref="MessageLockLostException">It will be, or was, delivered again.</exception>
    public async Task DeadLetterAsync(LockedMessage message, string reason, string? description, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        await SettleAsync(message, held => _rows.BuryAsync(held, reason, description), ct);
        _log.DeadLettered(message.EntityPath, message.Sequence, reason);
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

        DateTimeOffset? until = null;
        await SettleAsync(message, async held => (until = await _rows.RenewAsync(entity, held)) is not null, ct);
        return until!.Value;
    }

    /// <param name="settle">False when the message is not held.</param>
    private async Task SettleAsync(LockedMessage message, Func<LockedMessage, Task<bool>> settle, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (LosesLock?.Invoke(message) is true)
        {
            await _rows.LoseAsync(message); // what the end of a lock does, at once
            Announce(message.EntityPath, message.EnqueuedAt.UtcTicks);
        }

        if (!await settle(message))
        {
            throw new MessageLockLostException(
                $"Message {message.MessageId} of '{message.EntityPath}': its lock ran out at {message.LockedUntil:O}, or it is settled already.");
        }
    }
}
