using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>Turns SQLite's result codes for a database into words that say what to do.</summary>
internal sealed class StorageFaults(string name)
{
    /// <summary>A storage fault as <see cref="SqliteStorageException"/>; anything else as it came.</summary>
    public Exception Explain(Exception error) =>
        error is SqliteException sqlite && Advice(sqlite.SqliteErrorCode) is { } advice
            ? new SqliteStorageException($"{name}: {advice} (SQLite error {sqlite.SqliteErrorCode}/{sqlite.SqliteExtendedErrorCode})", sqlite)
            : error;

    public SqliteStorageException InUse(IOException error) =>
        new($"{name}: another nhi process uses this file. Stop it, or give this one another data folder.", error);

    public SqliteStorageException OtherVersion(long found, long expected) =>
        new($"{name}: was written by another version of nhi (format {found}, this build reads {expected}). Use that version, or give this one another data folder.");

    private static string? Advice(int code) => code switch
    {
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB =>
            "the file is damaged or no database. Stop nhi, move the file (with its -wal and -shm) away and restore it from a backup, or start empty.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another program holds a lock on the file. Close it (a database browser?) and try again.",
        raw.SQLITE_FULL => "the disk is full. Nothing of this write was kept; free some space and try again.",
        raw.SQLITE_IOERR => "the disk failed to read or write. Nothing of this write was kept; check the disk and its free space.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN or raw.SQLITE_AUTH =>
            "the file cannot be opened for writing. Check that the folder exists and that this user may write to it.",
        _ => null,
    };
}
