using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>One SQLite database: a file that survives a crash at any point, or memory.</summary>
/// <remarks>
/// A file is in WAL mode with <c>synchronous=FULL</c>: a write that has returned is on disk. Writes of many callers share one transaction and one fsync; each
/// succeeds or fails alone. One process at a time. In memory everything runs on the caller's thread and returned tasks are complete.
/// </remarks>
public sealed class SqliteDatabase : IDisposable, IAsyncDisposable
{
    private const long Format = 1;

    /// <summary>How long to wait for a lock that another program holds.</summary>
    private const int BusyMilliseconds = 5000;

    private readonly Lock _reading = new();
    private readonly CachingConnection _writer;
    private readonly CachingConnection _reader;
    private readonly StorageFaults _faults;
    private readonly FileStream? _lockFile;
    private readonly GroupCommit? _commits;
    private readonly ConcurrentDictionary<string, EmptyPrefixes> _emptyPrefixes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RecentRows> _recentRows = new(StringComparer.Ordinal);
    private bool _disposed;

    private SqliteDatabase(CachingConnection writer, CachingConnection reader, StorageFaults faults, FileStream? lockFile)
    {
        (_writer, _reader, _faults, _lockFile) = (writer, reader, faults, lockFile);
        _commits = lockFile is null ? null : new GroupCommit(writer, faults);
    }

    /// <summary>Opens the file, or creates it. The folder must exist.</summary>
    /// <exception cref="SqliteStorageException">Another process has it open, it is damaged, or it cannot be written.</exception>
    public static SqliteDatabase OpenFile(string path)
    {
        var full = Path.GetFullPath(path);
        var faults = new StorageFaults(full);
        var lockFile = LockFile(full, faults);
        CachingConnection? writer = null;
        CachingConnection? reader = null;
        try
        {
            writer = Connect(full);
            CheckFormat(writer, faults);
            writer.Script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-16384;");
            reader = Connect(full);
            return new SqliteDatabase(writer, reader, faults, lockFile);
        }
        catch (Exception e) when (e is SqliteException or SqliteStorageException)
        {
            reader?.Dispose();
            writer?.Dispose();
            lockFile.Dispose();
            throw faults.Explain(e);
        }
    }

    /// <summary>An empty database that is gone when it is disposed.</summary>
    public static SqliteDatabase OpenInMemory()
    {
        var connection = Connect(":memory:");
        return new SqliteDatabase(connection, connection, new StorageFaults("the database in memory"), lockFile: null);
    }

    /// <summary>Runs the work in a transaction and returns when it is on disk. Work that throws leaves nothing behind and gets its own exception.</summary>
    /// <remarks>The work must not wait for another write, and must use no connection but the one it is given.</remarks>
    /// <exception cref="SqliteStorageException">Nothing was kept.</exception>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> work)
    {
        if (_commits is null)
        {
            return WriteInline(work);
        }

        var write = new PendingWrite<T>(work);
        _commits.Add(write);
        return write.Done;
    }

    /// <summary>Runs the work on the last committed state. It must only read, and must not keep the connection.</summary>
    /// <exception cref="SqliteStorageException">The file cannot be read.</exception>
    public T Read<T>(Func<SqliteConnection, T> work)
    {
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                return work(_reader);
            }
            catch (SqliteException e)
            {
                throw _faults.Explain(e);
            }
        }
    }

    /// <summary>Finishes the writes that have begun, and closes.</summary>
    public void Dispose()
    {
        _commits?.Dispose();
        lock (_reading)
        {
            if (!_disposed)
            {
                _disposed = true;
                _reader.Dispose();
                _writer.Dispose();
                _lockFile?.Dispose();
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What is known of a table's empty partitions, whoever reads and writes it.</summary>
    internal EmptyPrefixes EmptyPrefixesOf(string table) => _emptyPrefixes.GetOrAdd(table, _ => new EmptyPrefixes());

    /// <summary>What was read last of a table.</summary>
    internal RecentRows RecentRowsOf(string table) => _recentRows.GetOrAdd(table, _ => new RecentRows());

    /// <summary>Creates what is missing of a component's tables.</summary>
    internal void EnsureSchema(string sql) => WriteAsync(connection =>
    {
        connection.Script(sql);
        return true;
    }).GetAwaiter().GetResult();

    private Task<T> WriteInline<T>(Func<SqliteConnection, T> work)
    {
        var write = new PendingWrite<T>(work);
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _writer.Sql("BEGIN").Run();
            _writer.Sql(write.TryRun(_writer) ? "COMMIT" : "ROLLBACK").Run();
        }

        write.Complete(_faults);
        return write.Done;
    }

    private static CachingConnection Connect(string dataSource)
    {
        var connection = new CachingConnection(new SqliteConnectionStringBuilder { DataSource = dataSource, Pooling = false }.ToString());
        try
        {
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle, BusyMilliseconds);
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    private static void CheckFormat(SqliteConnection connection, StorageFaults faults)
    {
        var found = Convert.ToInt64(connection.Pragma("user_version"), CultureInfo.InvariantCulture);
        if (found is not (0 or Format))
        {
            throw faults.OtherVersion(found, Format);
        }

        connection.Script(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={Format}"));
    }

    /// <summary>SQLite's own lock would keep out our second connection too; this one is by process, and ends with it.</summary>
    private static FileStream LockFile(string path, StorageFaults faults)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw faults.InUse(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SqliteStorageException($"{path}: the file cannot be opened for writing. Check that the folder exists and that this user may write to it.", e);
        }
    }
}
