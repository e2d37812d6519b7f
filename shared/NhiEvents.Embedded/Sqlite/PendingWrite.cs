using Microsoft.Data.Sqlite;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>A unit of work on its way to the next commit.</summary>
internal abstract class PendingWrite
{
    /// <summary>What the work threw.</summary>
    public abstract Exception? Error { get; }

    /// <summary>Does the work; false when it threw and must be rolled back.</summary>
    public abstract bool TryRun(SqliteConnection connection);

    /// <summary>The transaction is on disk: tells the caller the result, or the work's own exception.</summary>
    public abstract void Complete(StorageFaults faults);

    /// <summary>The transaction failed: nothing of it was kept.</summary>
    public abstract void Fail(Exception error);
}

internal sealed class PendingWrite<T>(Func<SqliteConnection, T> work) : PendingWrite
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _error;

    public Task<T> Done => _done.Task;

    public override Exception? Error => _error;

    public override bool TryRun(SqliteConnection connection)
    {
        try
        {
            _result = work(connection);
            return true;
        }
        catch (Exception e)
        {
            // Not handled here: it belongs to the caller, on another thread.
            _error = e;
            return false;
        }
    }

    public override void Complete(StorageFaults faults)
    {
        if (_error is null)
        {
            _done.SetResult(_result!);
        }
        else
        {
            _done.SetException(faults.Explain(_error));
        }
    }

    public override void Fail(Exception error) => _done.SetException(error);
}
