using System.Globalization;
using Microsoft.Data.Sqlite;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>A prepared statement with parameters <c>?1</c>, <c>?2</c>, … Results are read to the end before it returns, so it may be used again at once.</summary>
internal sealed class Statement(SqliteCommand command, string sql) : IDisposable
{
    /// <summary>Runs it and returns how many rows changed.</summary>
    public int Run(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return command.ExecuteNonQuery();
    }

    /// <summary>All rows.</summary>
    public List<T> All<T>(Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        Bind(values);
        var rows = new List<T>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Rows until one says that it is the last.</summary>
    public List<T> While<T>(Func<SqliteDataReader, (T Row, bool GoOn)> read, params ReadOnlySpan<object?> values)
    {
        Bind(values);
        var rows = new List<T>();
        using var reader = command.ExecuteReader();
        for (var goOn = true; goOn && reader.Read();)
        {
            (var row, goOn) = read(reader);
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The first row, or null.</summary>
    public T? First<T>(Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
        where T : class
    {
        Bind(values);
        using var reader = command.ExecuteReader();
        return reader.Read() ? read(reader) : null;
    }

    /// <summary>The first column of the first row as a number; null when there is no row or it holds NULL.</summary>
    public long? Number(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        var value = command.ExecuteScalar();
        return value is null or DBNull ? null : Convert.ToInt64(value, CultureInfo.InvariantCulture);
    }

    public void Dispose() => command.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        if (command.CommandText.Length == 0)
        {
            Prepare(values.Length);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }

    private void Prepare(int parameters)
    {
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"?{i}") });
        }

        // Prepared on first execution; Microsoft.Data.Sqlite keeps it from then on.
    }
}

/// <summary>Reads a column that may be NULL, and times (UTC ticks).</summary>
internal static class Columns
{
    public static string? TextOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static DateTimeOffset? TimeOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.Time(column);

    public static byte[] Bytes(this SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    public static DateTimeOffset Time(this SqliteDataReader reader, int column) => reader.GetInt64(column).ToTime();

    public static DateTimeOffset ToTime(this long ticks) => new(ticks, TimeSpan.Zero);
}
