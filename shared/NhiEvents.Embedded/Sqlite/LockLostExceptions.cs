namespace NhiEvents.Embedded.Sqlite;

/// <summary>The lock on a message ran out, or the message was settled already: somebody else may have it now.</summary>
public sealed class MessageLockLostException : Exception
{
    public MessageLockLostException()
    {
    }

    public MessageLockLostException(string message)
        : base(message)
    {
    }

    public MessageLockLostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The lock on a session ran out, or the session was closed: somebody else may have it now.</summary>
public sealed class SessionLockLostException : Exception
{
    public SessionLockLostException()
    {
    }

    public SessionLockLostException(string message)
        : base(message)
    {
    }

    public SessionLockLostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
