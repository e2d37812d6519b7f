using Azure.Data.Tables;
using NhiEvents.Azure.Tables;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>The state suite on a real table.</summary>
public sealed class TableStateStoreTests : StateStoreContract, IAsyncLifetime
{
    private IStateStore? _store;

    protected override IStateStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        var table = new TableClient(AzureEndpoints.Tables(), "nhicontract");
        await table.CreateIfNotExistsAsync(Ct);
        await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Ct))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: Ct);
        }

        _store = new TableStateStore(table);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
