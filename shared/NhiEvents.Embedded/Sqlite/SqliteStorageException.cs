namespace NhiEvents.Embedded.Sqlite;

/// <summary>The database file cannot be used: in use by another process, damaged, not writable, or the disk is full. The message names the file and what to do.</summary>
public sealed class SqliteStorageException : Exception
{
    public SqliteStorageException()
    {
    }

    public SqliteStorageException(string message)
        : base(message)
    {
    }

    public SqliteStorageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
