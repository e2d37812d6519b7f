#nullable disable
using System.Linq.Expressions;
using Azure.Core;
using Azure.Data.Tables.Models;
using NhiEvents.AzureSurface;

namespace Azure.Data.Tables;

public class TableClient
{
    protected TableClient()
    {
    }

    public TableClient(string connectionString, string tableName) => throw NotBuilt.Here();

    public TableClient(string connectionString, string tableName, TableClientOptions options = null) => throw NotBuilt.Here();

    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions options = null) => throw NotBuilt.Here();

    public virtual Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) => throw NotBuilt.Here();

    public virtual Task<Response> DeleteEntityAsync(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default)
        => throw NotBuilt.Here();

    public virtual Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
        => throw NotBuilt.Here();

    public virtual Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
        => throw NotBuilt.Here();

    public virtual AsyncPageable<T> QueryAsync<T>(
        Expression<Func<T, bool>> filter, int? maxPerPage = default, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
        => throw NotBuilt.Here();

    public virtual AsyncPageable<T> QueryAsync<T>(
        string filter = null, int? maxPerPage = default, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
        => throw NotBuilt.Here();

    public virtual Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
        => throw NotBuilt.Here();
}
