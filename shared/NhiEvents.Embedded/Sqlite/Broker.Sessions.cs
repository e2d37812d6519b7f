namespace NhiEvents.Embedded.Sqlite;

public sealed partial class Broker
{
    /// <summary>Locks the session that has waited longest of those with something to receive and no holder; null when there is none. Does not wait.</summary>
    /// <exception cref="ArgumentException">Unknown entity path, or one without sessions.</exception>
    public Task<SessionLock?> AcceptSessionAsync(string entityPath, CancellationToken ct)
    {
        var entity = _entities.ToReceive(entityPath);
        if (!entity.Sessions)
        {
            throw new ArgumentException($"'{entityPath}' has no sessions.", nameof(entityPath));
        }

        ct.ThrowIfCancellationRequested();
        return _rows.AcceptAsync(entity);
    }

    /// <summary>Locks and returns the session's next messages in order, for as long as the session is held. Does not wait.</summary>
    /// <exception cref="SessionLockLostException">Somebody else may hold it now.</exception>
    public async Task<IReadOnlyList<LockedMessage>> ReceiveAsync(SessionLock session, int max, CancellationToken ct)
    {
        var entity = _entities.ToReceive(session.EntityPath);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        ct.ThrowIfCancellationRequested();
        return Told(entity.Path, await _rows.LockAsync(entity, session, max) ?? throw Lost(session));
    }

    /// <summary>Prolongs the lock of the session and of its received messages by the entity's lock duration from now; returns the new end.</summary>
    /// <exception cref="SessionLockLostException">Somebody else may hold it now.</exception>
    public async Task<DateTimeOffset> RenewSessionAsync(SessionLock session, CancellationToken ct)
    {
        var entity = _entities.ToReceive(session.EntityPath);
        ct.ThrowIfCancellationRequested();
        return await _rows.RenewAsync(entity, session) ?? throw Lost(session);
    }

    /// <summary>Gives the session up; what was received and not settled can be received again at once. Nothing happens when the lock is lost already.</summary>
    public async Task CloseSessionAsync(SessionLock session, CancellationToken ct)
    {
        _entities.ToReceive(session.EntityPath);
        ct.ThrowIfCancellationRequested();
        if (await _rows.CloseAsync(session) is { } due)
        {
            Announce(session.EntityPath, due);
        }
    }

    private static SessionLockLostException Lost(SessionLock session) =>
        new($"Session '{session.SessionId}' of '{session.EntityPath}': its lock ran out, or it was closed.");
}
