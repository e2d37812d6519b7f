#nullable disable
using NhiEvents.AzureSurface;

namespace Azure.Data.Tables;

public class TableTransactionFailedException : RequestFailedException
{
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(default(string))
        => throw NotBuilt.Here();

    public int? FailedTransactionActionIndex => throw NotBuilt.Here();
}
