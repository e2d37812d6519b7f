#nullable disable
using Azure.Core;
using NhiEvents.AzureSurface;

namespace Azure.Data.Tables;

public class TableServiceClient
{
    protected TableServiceClient()
    {
    }

    public TableServiceClient(string connectionString) => throw NotBuilt.Here();

    public TableServiceClient(string connectionString, TableClientOptions options = null) => throw NotBuilt.Here();

    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions options = null) => throw NotBuilt.Here();

    public virtual TableClient GetTableClient(string tableName) => throw NotBuilt.Here();
}
