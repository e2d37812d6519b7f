using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>A prepared statement with parameters <c>?1</c>, <c>?2</c>, … Results are read to the end before it returns, so it may be used again at once.</summary>
/// <remarks>
/// Speaks SQLite's own interface: commands, parameters and readers of Microsoft.Data.Sqlite cost several times what SQLite does for the small statements here.
/// Prepared on first use, because a statement may name a table that the same script creates.
/// </remarks>
internal sealed class Statement(sqlite3 database, string sql) : IDisposable
{
    private sqlite3_stmt? _prepared;

    /// <summary>Runs it and returns how many rows changed.</summary>
    /// <exception cref="SqliteException">SQLite refused; as of every method here.</exception>
    public int Run(params ReadOnlySpan<SqlValue> values)
    {
        Bind(values);
        try
        {
            while (Step())
            {
                // What a RETURNING clause gives back is of no interest here.
            }

            return raw.sqlite3_changes(database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>All rows.</summary>
    public List<T> All<T>(Func<SqlRow, T> read, params ReadOnlySpan<SqlValue> values)
    {
        Bind(values);
        try
        {
            var rows = new List<T>();
            while (Step())
            {
                rows.Add(read(new SqlRow(_prepared!)));
            }

            return rows;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Rows until one says that it is the last.</summary>
    public List<T> While<T>(Func<SqlRow, (T Row, bool GoOn)> read, params ReadOnlySpan<SqlValue> values)
    {
        Bind(values);
        try
        {
            var rows = new List<T>();
            for (var goOn = true; goOn && Step();)
            {
                (var row, goOn) = read(new SqlRow(_prepared!));
                rows.Add(row);
            }

            return rows;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The first row, or null.</summary>
    public T? First<T>(Func<SqlRow, T> read, params ReadOnlySpan<SqlValue> values)
        where T : class
    {
        Bind(values);
        try
        {
            return Step() ? read(new SqlRow(_prepared!)) : null;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The first column of the first row as a number; null when there is no row or it holds NULL.</summary>
    public long? Number(params ReadOnlySpan<SqlValue> values)
    {
        Bind(values);
        try
        {
            return Step() && new SqlRow(_prepared!) is var row && !row.IsNull(0) ? row.Int64(0) : null;
        }
        finally
        {
            Reset();
        }
    }

    public void Dispose() => _prepared?.Dispose();

    private void Bind(ReadOnlySpan<SqlValue> values)
    {
        _prepared ??= Prepare();
        for (var i = 0; i < values.Length; i++)
        {
            Check(values[i].Bind(_prepared, i + 1));
        }
    }

    private sqlite3_stmt Prepare()
    {
        Check(raw.sqlite3_prepare_v2(database, sql, out var prepared));
        return prepared;
    }

    /// <summary>True when there is a row.</summary>
    private bool Step()
    {
        var code = raw.sqlite3_step(_prepared!);
        if (code is raw.SQLITE_ROW)
        {
            return true;
        }

        Check(code is raw.SQLITE_DONE ? raw.SQLITE_OK : code);
        return false;
    }

    /// <summary>Its code repeats what the last step has said already.</summary>
    private void Reset() => _ = raw.sqlite3_reset(_prepared!);

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, database);
}
