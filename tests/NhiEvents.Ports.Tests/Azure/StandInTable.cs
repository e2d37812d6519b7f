using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure;
using Azure.Data.Tables;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>Stands in for the Table service below the adapter: its conditions, its answers, its limits on an entity, ordinal order, pages.</summary>
internal sealed partial class StandInTable : TableClient
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, TableEntity> _rows = new(StringComparer.Ordinal);
    private int _writes;

    public bool Exists { get; set; } = true;

    public RequestFailedException? Fault { get; set; }

    public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            ThrowFault();
            NullableResponse<T> answer = !Exists ? new Nothing<T>(StandInResponse.Missing("TableNotFound"))
                : _rows.TryGetValue(Key(partitionKey, rowKey), out var row) ? Response.FromValue((T)(ITableEntity)Copy(row), StandInResponse.Ok())
                : new Nothing<T>(StandInResponse.Missing("ResourceNotFound"));
            return Task.FromResult(answer);
        }
    }

    public override AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
        AsyncPageable<T>.FromPages(Pages<T>(Filter().Match(filter!), maxPerPage ?? 1000));

    public override Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        var actions = transactionActions.ToList();
        lock (_lock)
        {
            ThrowFault();
            ThrowIfMissing();
            actions.ForEach(Check);
            CheckRequest(actions);
            return Task.FromResult(Response.FromValue<IReadOnlyList<Response>>([.. actions.Select(Apply)], StandInResponse.Ok()));
        }
    }

    private static string Key(string partitionKey, string rowKey) => $"{partitionKey}\n{rowKey}";

    private static TableEntity Copy(TableEntity row)
    {
        var copy = new TableEntity(row.PartitionKey, row.RowKey) { ETag = row.ETag };
        foreach (var name in row.Keys)
        {
            copy[name] = row[name];
        }

        return copy;
    }

    private IEnumerable<Page<T>> Pages<T>(Match filter, int rows)
        where T : notnull
    {
        Assert.True(filter.Success, "a filter that this stand-in does not know");
        var (partition, from) = (Text(filter, "partition"), filter.Groups["from"].Success ? Text(filter, "from") : "");
        var to = filter.Groups["to"].Success ? Text(filter, "to") : null;
        string? after = null;
        for (var more = true; more;)
        {
            List<TableEntity> page;
            lock (_lock)
            {
                ThrowFault();
                ThrowIfMissing();
                page = [.. _rows.Values.Where(row => row.PartitionKey == partition && string.CompareOrdinal(row.RowKey, from) >= 0
                    && (to is null || string.CompareOrdinal(row.RowKey, to) < 0) && (after is null || string.CompareOrdinal(row.RowKey, after) > 0)).Take(rows).Select(Copy)];
            }

            more = page.Count == rows;
            after = page.LastOrDefault()?.RowKey;
            yield return Page<T>.FromValues([.. page.Cast<T>()], more ? after : null, StandInResponse.Ok());
        }
    }

    private static string Text(Match filter, string group) => filter.Groups[group].Value.Replace("''", "'", StringComparison.Ordinal);

    private void Check(TableTransactionAction action)
    {
        var found = _rows.GetValueOrDefault(Key(action.Entity.PartitionKey, action.Entity.RowKey));
        var fault = (action.ActionType, found) switch
        {
            (TableTransactionActionType.Add, null) => null,
            (TableTransactionActionType.Add, _) => new RequestFailedException(409, "0:The specified entity already exists.", "EntityAlreadyExists", null),
            (_, null) => new RequestFailedException(404, "0:The specified resource does not exist.", "ResourceNotFound", null),
            _ when action.ETag == ETag.All || action.ETag == default => null,
            _ when action.ETag != found.ETag =>
                new RequestFailedException(412, "0:The update condition specified in the request was not satisfied.", "UpdateConditionNotSatisfied", null),
            _ => null,
        };
        if (fault is not null)
        {
            throw fault;
        }

        CheckSize((TableEntity)action.Entity);
    }

    private static void CheckSize(TableEntity entity)
    {
        var total = 0;
        foreach (var name in entity.Keys)
        {
            var bytes = entity[name] switch { string text => 2 * text.Length, byte[] binary => binary.Length, _ => 0 };
            Assert.True(bytes <= 64 * 1024, $"{name} has {bytes} bytes");
            total += 8 + (2 * name.Length) + 4 + bytes;
        }

        Assert.True(total <= 1024 * 1024, $"the entity has {total} bytes");
    }

    /// <summary>The request, about as the client writes it: the entities in JSON, and for each its address and some 600 bytes of headers.</summary>
    private static void CheckRequest(List<TableTransactionAction> actions)
    {
        var bytes = actions.Sum(action =>
        {
            var entity = (TableEntity)action.Entity;
            var json = new Dictionary<string, object?> { ["PartitionKey"] = entity.PartitionKey, ["RowKey"] = entity.RowKey };
            foreach (var name in entity.Keys.Where(name => entity[name] is string or byte[]))
            {
                json[name] = entity[name];
                json[$"{name}@odata.type"] = entity[name] is byte[] ? "Edm.Binary" : "Edm.String";
            }

            return 600 + Uri.EscapeDataString(entity.PartitionKey + entity.RowKey).Length + JsonSerializer.SerializeToUtf8Bytes(json).Length;
        });

        Assert.True(bytes <= 4 * 1024 * 1024, $"the request has {bytes} bytes");
    }

    private Response Apply(TableTransactionAction action)
    {
        var key = Key(action.Entity.PartitionKey, action.Entity.RowKey);
        if (action.ActionType is TableTransactionActionType.Delete)
        {
            _rows.Remove(key);
            return StandInResponse.Written(null);
        }

        var row = Copy((TableEntity)action.Entity);
        row.ETag = new ETag(string.Create(CultureInfo.InvariantCulture, $"W/\"datetime'2026-01-01T00%3A00%3A00.{++_writes:0000000}Z'\""));
        _rows[key] = row;
        return StandInResponse.Written(row.ETag.ToString());
    }

    private void ThrowFault()
    {
        if (Fault is not null)
        {
            throw Fault;
        }
    }

    private void ThrowIfMissing()
    {
        if (!Exists)
        {
            throw new RequestFailedException(404, "The table specified does not exist.", "TableNotFound", null);
        }
    }

    [GeneratedRegex("^PartitionKey eq '(?<partition>(?:[^']|'')*)'(?: and RowKey ge '(?<from>(?:[^']|'')*)')?(?: and RowKey lt '(?<to>(?:[^']|'')*)')?$")]
    private static partial Regex Filter();

    private sealed class Nothing<T>(Response answer) : NullableResponse<T>
    {
        public override bool HasValue => false;

        public override T? Value => default;

        public override Response GetRawResponse() => answer;
    }
}
