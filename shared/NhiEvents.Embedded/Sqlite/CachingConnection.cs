using Microsoft.Data.Sqlite;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>A connection that keeps its statements prepared. Used by one thread at a time, as its owner guarantees.</summary>
internal sealed class CachingConnection(string connectionString) : SqliteConnection(connectionString)
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    public Statement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements[sql] = statement = new Statement(Handle!, sql);
        }

        return statement;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var statement in _statements.Values)
            {
                statement.Dispose();
            }

            _statements.Clear();
        }

        base.Dispose(disposing);
    }
}

/// <summary>Reaches the prepared statements from inside a unit of work.</summary>
internal static class PreparedStatements
{
    /// <summary>The prepared statement for this text, which must be a constant (or one of a few): it is kept until the connection closes.</summary>
    public static Statement Sql(this SqliteConnection connection, string sql) => ((CachingConnection)connection).Prepared(sql);

    /// <summary>The key of the row that was inserted last.</summary>
    public static long LastRow(this SqliteConnection connection) => SQLitePCL.raw.sqlite3_last_insert_rowid(connection.Handle);

    /// <summary>Runs statements that are not worth keeping: schema, pragmas.</summary>
    public static void Script(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static object? Pragma(this SqliteConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return command.ExecuteScalar();
    }
}
