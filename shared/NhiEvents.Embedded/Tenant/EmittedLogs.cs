using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Embedded.Tenant;

/// <summary>The log rows that a simulated tenant has emitted, to be read as Microsoft Graph's are.</summary>
/// <remarks>Durable once <see cref="AppendAsync"/> has returned. A row may be appended long after it happened: then only who reads that time again sees it, as in the cloud.</remarks>
public sealed class EmittedLogs : IEntraLogs
{
    private readonly SqliteDatabase _database;
    private readonly int _pageRows;
    private readonly ConcurrentQueue<LogPage> _faults = new();

    /// <param name="pageRows">Rows per page.</param>
    public EmittedLogs(SqliteDatabase database, int pageRows = IEntraLogs.MaxRows)
    {
        (_database, _pageRows) = (database, pageRows);
        database.EnsureSchema(
            """
            CREATE TABLE IF NOT EXISTS emitted_log (position INTEGER PRIMARY KEY AUTOINCREMENT, log INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL);
            CREATE INDEX IF NOT EXISTS emitted_log_at ON emitted_log (log, at, position);
            """);
    }

    /// <summary>Adds rows, in one transaction.</summary>
    public Task AppendAsync(IReadOnlyList<EmittedRow> rows, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return _database.WriteAsync(connection =>
        {
            foreach (var row in rows)
            {
                connection.Sql("INSERT INTO emitted_log (log, at, body) VALUES (?1, ?2, ?3)").Run((long)row.Log, row.At.UtcTicks, row.Body.ToArray());
            }

            return rows.Count;
        });
    }

    /// <summary>Lets the next request fail so; one after the other.</summary>
    public void FailNext(LogPage answer) => _faults.Enqueue(answer);

    public Task<LogPage> ReadAsync(LogQuery query, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (_faults.TryDequeue(out var fault))
        {
            return Task.FromResult(fault);
        }

        if (!TryPlace(query.Continuation, out var at, out var position))
        {
            return Task.FromResult<LogPage>(new LogPage.Expired());
        }

        var found = _database.Read(connection => connection.Sql(
            """
            SELECT at, position, body FROM emitted_log
            WHERE log = ?1 AND at >= ?2 AND at < ?3 AND (at > ?4 OR (at = ?4 AND position > ?5)) ORDER BY at, position LIMIT ?6
            """)
            .All(Read, (long)query.Log, query.From.UtcTicks, query.Until.UtcTicks, at, position, _pageRows + 1));
        var page = found.Take(_pageRows).ToList();
        var body = Encoding.UTF8.GetBytes($$"""{"value":[{{string.Join(',', page.Select(row => Encoding.UTF8.GetString(row.Body)))}}]}""");
        var next = found.Count > _pageRows ? string.Create(CultureInfo.InvariantCulture, $"{page[^1].At}|{page[^1].Position}") : null;
        return Task.FromResult<LogPage>(new LogPage.Rows(body, next));
    }

    private static Stored Read(SqlRow row) => new(row.Int64(0), row.Int64(1), row.Bytes(2));

    private static bool TryPlace(string? continuation, out long at, out long position)
    {
        (at, position) = (long.MinValue, 0);
        return continuation?.Split('|') switch
        {
            null => true,
            [var time, var number] => long.TryParse(time, CultureInfo.InvariantCulture, out at) && long.TryParse(number, CultureInfo.InvariantCulture, out position),
            _ => false,
        };
    }

    private sealed record Stored(long At, long Position, byte[] Body);
}

/// <summary>One row of a simulated tenant's log.</summary>
/// <param name="At">When it happened, as the row itself says.</param>
/// <param name="Body">UTF-8 JSON: the object as Graph writes it.</param>
public sealed record EmittedRow(EntraLog Log, DateTimeOffset At, ReadOnlyMemory<byte> Body);
