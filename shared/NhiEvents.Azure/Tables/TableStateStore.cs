using System.Diagnostics;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Tables;

/// <summary>The state port on one table of Table Storage. The table exists: the deployment creates it.</summary>
/// <remarks>
/// A transaction is one request, never split. The client repeats a request whose answer got lost; if the first had arrived, the repetition finds its own write
/// and reports <see cref="StaleStateException"/>. Who then reads again finds the new state.
/// </remarks>
public sealed class TableStateStore(TableClient table) : IStateStore
{
    /// <summary>A reader may stop at any row, so pages are smaller than the service's 1,000.</summary>
    private const int PageRows = 100;

    private const string TableNotFound = "TableNotFound";

    public async Task<StateRow?> ReadAsync(string partition, string rowKey, CancellationToken ct)
    {
        StateLimits.Keys(partition, rowKey);
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, rowKey, cancellationToken: ct);
        if (found.HasValue)
        {
            return TableRow.ToState(found.Value!);
        }

        // The client says "no such row" of a missing table, too; that must not look like an empty store.
        var answer = found.GetRawResponse();
        return answer.Content.ToString().Contains(TableNotFound, StringComparison.Ordinal) ? throw new RequestFailedException(answer) : null;
    }

    public IAsyncEnumerable<StateRow> ReadPrefixAsync(string partition, string rowKeyPrefix, CancellationToken ct)
    {
        StateLimits.Prefix(partition, rowKeyPrefix);
        return ReadRangeAsync(partition, rowKeyPrefix, ct);
    }

    public async Task<IReadOnlyList<string>> CommitAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken ct)
    {
        StateLimits.Changes(partition, changes);
        if (changes.Count == 0)
        {
            return [];
        }

        var actions = changes.Select(change => ToAction(partition, change)).ToList();
        try
        {
            var done = await table.SubmitTransactionAsync(actions, ct);
            return [.. done.Value.Select((answer, i) => changes[i] is RowChange.Remove ? "" : answer.Headers.ETag.ToString()!)];
        }
        catch (RequestFailedException e) when (IsStale(e))
        {
            throw Stale(RowOf(e, changes), e);
        }
    }

    private async IAsyncEnumerable<StateRow> ReadRangeAsync(string partition, string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var entity in table.QueryAsync<TableEntity>(TableFilter.Prefix(partition, prefix), PageRows, cancellationToken: ct))
        {
            if (entity.RowKey.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return TableRow.ToState(entity);
            }
        }
    }

    private static TableTransactionAction ToAction(string partition, RowChange change) => change switch
    {
        RowChange.Insert insert => new(TableTransactionActionType.Add, TableRow.ToEntity(partition, insert.RowKey, insert.Body)),
        RowChange.Replace replace =>
            new(TableTransactionActionType.UpdateReplace, TableRow.ToEntity(partition, replace.RowKey, replace.Body), Version(replace.RowKey, replace.ETag)),
        RowChange.Remove remove => new(TableTransactionActionType.Delete, new TableEntity(partition, remove.RowKey), Version(remove.RowKey, remove.ETag)),
        _ => throw new UnreachableException(),
    };

    /// <summary>No tag, or <c>*</c>, would mean "whatever is there" to the service; any other text that it never gave out, a bad request.</summary>
    private static ETag Version(string rowKey, string etag) =>
        etag is not null && etag.StartsWith("W/\"", StringComparison.Ordinal) ? new ETag(etag) : throw Stale($"Row '{rowKey}'");

    private static bool IsStale(RequestFailedException e) =>
        e is { Status: 409, ErrorCode: "EntityAlreadyExists" } or { Status: 412 } or { Status: 404, ErrorCode: not TableNotFound };

    private static string RowOf(RequestFailedException e, IReadOnlyList<RowChange> changes)
    {
        int? failed = changes.Count == 1 ? 0 : (e as TableTransactionFailedException)?.FailedTransactionActionIndex;
        return failed is { } i && i >= 0 && i < changes.Count
            ? $"Row '{changes[i].RowKey}'"
            : $"One of the rows {string.Join(", ", changes.Select(change => $"'{change.RowKey}'"))}";
    }

    private static StaleStateException Stale(string row, Exception? cause = null) => new($"{row} was changed, inserted or removed by somebody else.", cause!);
}
