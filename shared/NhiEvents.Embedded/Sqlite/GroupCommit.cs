using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>Writes everything that is pending in one transaction, so that many callers share one fsync.</summary>
/// <remarks>
/// The loop has a thread of its own, and hands over with a monitor instead of a channel: it spends its life in fsync, and on a small machine it must
/// neither hold one of the few pool threads nor need one to wake up.
/// </remarks>
internal sealed class GroupCommit : IDisposable
{
    private readonly object _gate = new();
    private readonly CachingConnection _connection;
    private readonly StorageFaults _faults;
    private readonly Thread _thread;
    private List<PendingWrite> _pending = [];
    private bool _closing;

    public GroupCommit(CachingConnection connection, StorageFaults faults)
    {
        (_connection, _faults) = (connection, faults);
        _thread = new Thread(WriteUntilClosed) { IsBackground = true, Name = "sqlite writer" };
        _thread.Start();
    }

    public void Add(PendingWrite write)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, typeof(SqliteDatabase));
            _pending.Add(write);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Writes what is pending, then stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    private void WriteUntilClosed()
    {
        List<PendingWrite> batch = [];
        while (TakePending(ref batch))
        {
            Write(batch);
            batch.Clear();
        }
    }

    private bool TakePending(ref List<PendingWrite> batch)
    {
        lock (_gate)
        {
            while (_pending.Count == 0 && !_closing)
            {
                Monitor.Wait(_gate);
            }

            (batch, _pending) = (_pending, batch);
            return batch.Count > 0;
        }
    }

    private void Write(List<PendingWrite> batch)
    {
        if (TryCommit(batch, out var error))
        {
            batch.ForEach(write => write.Complete(_faults));
        }
        else
        {
            var explained = _faults.Explain(error);
            batch.ForEach(write => write.Fail(explained));
        }
    }

    private bool TryCommit(List<PendingWrite> batch, [NotNullWhen(false)] out Exception? error)
    {
        try
        {
            _connection.Sql("BEGIN IMMEDIATE").Run();
            foreach (var write in batch)
            {
                RunAlone(write);
                if (!InTransaction)
                {
                    // SQLite itself has ended the transaction (disk full, I/O error): nobody's work was kept.
                    error = write.Error!;
                    return false;
                }
            }

            _connection.Sql("COMMIT").Run();
            error = null;
            return true;
        }
        catch (SqliteException e)
        {
            RollBack();
            error = e;
            return false;
        }
    }

    /// <summary>A work that throws takes back only itself.</summary>
    private void RunAlone(PendingWrite write)
    {
        _connection.Sql("SAVEPOINT work").Run();
        if (write.TryRun(_connection))
        {
            _connection.Sql("RELEASE work").Run();
        }
        else if (InTransaction)
        {
            _connection.Sql("ROLLBACK TO work").Run();
            _connection.Sql("RELEASE work").Run();
        }
    }

    private bool InTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    private void RollBack()
    {
        if (InTransaction)
        {
            _connection.Sql("ROLLBACK").Run();
        }
    }
}
