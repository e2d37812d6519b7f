using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>The state port in one table of a database.</summary>
/// <remarks>
/// An ETag is a number that the whole table counts up with every write, so a row that was removed and written again never has an old one, and the same writes
/// in the same order give the same ETags.
/// </remarks>
public sealed partial class SqliteStateStore : IStateStore
{
    private const int PageRows = 100;
    private const int PageBytes = 1024 * 1024;

    private readonly SqliteDatabase _database;
    private readonly EmptyPrefixes _empty;
    private readonly RecentRows _recent;
    private readonly string _find;
    private readonly string _findPage;
    private readonly string _body;
    private readonly string _insert;
    private readonly string _replace;
    private readonly string _remove;
    private readonly string _writes;

    /// <param name="table">3 to 63 letters and digits, as in Table Storage.</param>
    public SqliteStateStore(SqliteDatabase database, string table)
    {
        _database = database;
        var name = "state_" + (TableName().IsMatch(table)
            ? table
            : throw new ArgumentException($"'{table}' is no table name: Table Storage takes 3 to 63 letters and digits, a letter first.", nameof(table)));
        database.EnsureSchema(
            $"""
            CREATE TABLE IF NOT EXISTS {name} (partition BLOB NOT NULL, row_key BLOB NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL);
            CREATE UNIQUE INDEX IF NOT EXISTS {name}_key ON {name} (partition, row_key);
            CREATE TABLE IF NOT EXISTS {name}_writes (count INTEGER NOT NULL);
            INSERT INTO {name}_writes SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM {name}_writes);
            """);
        _empty = database.EmptyPrefixesOf(name);
        _recent = database.RecentRowsOf(name);
        _find = $"SELECT version, rowid FROM {name} WHERE partition = ?1 AND row_key = ?2";
        _findPage = $"SELECT version, rowid, row_key FROM {name} WHERE partition = ?1 AND row_key >= ?2 AND row_key < ?3 ORDER BY row_key LIMIT {PageRows}";
        _body = $"SELECT body FROM {name} WHERE rowid = ?1";
        _insert = $"INSERT INTO {name} (partition, row_key, body, version) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
        _replace = $"UPDATE {name} SET body = ?3, version = ?4 WHERE partition = ?1 AND row_key = ?2 AND version = ?5";
        _remove = $"DELETE FROM {name} WHERE partition = ?1 AND row_key = ?2 AND version = ?3";
        _writes = $"UPDATE {name}_writes SET count = count + ?1 RETURNING count";
    }

    public Task<StateRow?> ReadAsync(string partition, string rowKey, CancellationToken ct)
    {
        StateLimits.Keys(partition, rowKey);
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(_database.Read(connection => connection.Sql(_find).First(
            row => RowAt(connection, partition, rowKey, row.Int64(0), row.Int64(1)), OrdinalKey.Encode(partition), OrdinalKey.Encode(rowKey))));
    }

    public IAsyncEnumerable<StateRow> ReadPrefixAsync(string partition, string rowKeyPrefix, CancellationToken ct)
    {
        if (_empty.Contains(partition, rowKeyPrefix))
        {
            return AsyncEnumerable.Empty<StateRow>();
        }

        StateLimits.Prefix(partition, rowKeyPrefix);
        return EmptyPrefixes.Covers(rowKeyPrefix) ? ReadNotedAsync(partition, rowKeyPrefix, ct) : ReadPagesAsync(partition, rowKeyPrefix, ct);
    }

    public async Task<IReadOnlyList<string>> CommitAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken ct)
    {
        StateLimits.Changes(partition, changes);
        ct.ThrowIfCancellationRequested();
        if (changes.Count == 0)
        {
            return [];
        }

        try
        {
            var etags = await _database.WriteAsync(connection => Commit(connection, OrdinalKey.Encode(partition), changes));
            _database.Read(_ => Remember(partition, changes, etags));
            return etags;
        }
        finally
        {
            _empty.Inserted(partition, changes);
        }
    }

    /// <summary>Reads, and notes when there is nothing.</summary>
    private async IAsyncEnumerable<StateRow> ReadNotedAsync(string partition, string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        var inserts = _empty.Inserts;
        var found = false;
        await foreach (var row in ReadPagesAsync(partition, prefix, ct))
        {
            found = true;
            yield return row;
        }

        if (!found)
        {
            _empty.Add(partition, prefix, inserts);
        }
    }

    private async IAsyncEnumerable<StateRow> ReadPagesAsync(string partition, string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        var partitionKey = OrdinalKey.Encode(partition);
        var end = OrdinalKey.EndOf(prefix);
        var from = OrdinalKey.Encode(prefix);
        while (from is not null)
        {
            ct.ThrowIfCancellationRequested();
            (var page, from) = ReadPage(partition, partitionKey, from, end);
            foreach (var row in page)
            {
                yield return row;
            }
        }
    }

    /// <summary>Some rows from a key on, and the key to go on from; null when that was all. A page ends early when its bodies are big, so memory stays bounded.</summary>
    private (List<StateRow> Rows, byte[]? Next) ReadPage(string partition, byte[] partitionKey, byte[] from, byte[] end)
    {
        var bytes = 0;
        var rows = _database.Read(connection => connection.Sql(_findPage).While(
            row =>
            {
                var read = RowAt(connection, partition, OrdinalKey.Decode(row.Span(2)), row.Int64(0), row.Int64(1));
                bytes += read.Body.Length;
                return (read, bytes < PageBytes);
            },
            partitionKey,
            from,
            end));
        return (rows, rows.Count == PageRows || bytes >= PageBytes ? OrdinalKey.JustAfter(rows[^1].RowKey) : null);
    }

    private string[] Commit(SqliteConnection connection, byte[] partition, IReadOnlyList<RowChange> changes)
    {
        var version = connection.Sql(_writes).Number(changes.Count)!.Value - changes.Count;
        var etags = new string[changes.Count];
        for (var i = 0; i < changes.Count; i++)
        {
            var next = ++version;
            var key = OrdinalKey.Encode(changes[i].RowKey);
            var (rows, etag) = changes[i] switch
            {
                RowChange.Insert insert => (connection.Sql(_insert).Run(partition, key, insert.Body, next), ETagOf(next)),
                RowChange.Replace replace => (connection.Sql(_replace).Run(partition, key, replace.Body, next, VersionOf(replace.ETag)), ETagOf(next)),
                RowChange.Remove remove => (connection.Sql(_remove).Run(partition, key, VersionOf(remove.ETag)), ""),
                _ => throw new UnreachableException(),
            };
            etags[i] = rows == 1 ? etag : throw new StaleStateException($"Row '{changes[i].RowKey}' was changed, inserted or removed by somebody else.");
        }

        return etags;
    }

    private bool Remember(string partition, IReadOnlyList<RowChange> changes, string[] etags)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i].Leaves(etags[i]) is { } row)
            {
                _recent.Replaced(partition, row, VersionOf(etags[i]));
            }
        }

        return true;
    }

    /// <summary>The row that the database has at this place and version: as it was read before, or its body now.</summary>
    private StateRow RowAt(SqliteConnection connection, string partition, string rowKey, long version, long place)
    {
        if (_recent.Find(partition, rowKey, version) is { } known)
        {
            return known;
        }

        var row = new StateRow(rowKey, connection.Sql(_body).First(body => body.Bytes(0), place)!, ETagOf(version));
        _recent.Keep(partition, row, version);
        return row;
    }

    private static string ETagOf(long version) => version.ToString(CultureInfo.InvariantCulture);

    /// <summary>What is no ETag of ours matches no row.</summary>
    private static long VersionOf(string etag) => long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,62}$")]
    private static partial Regex TableName();
}
