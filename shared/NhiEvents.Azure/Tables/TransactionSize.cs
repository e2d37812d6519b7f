using Azure.Data.Tables;

namespace NhiEvents.Azure.Tables;

/// <summary>Table Storage's limit on one transaction: 4 MiB for the whole request, with its escapes and headers.</summary>
internal static class TransactionSize
{
    internal const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Part header, request line and headers of one change.</summary>
    private const int ChangeBytes = 1024;

    /// <summary>A key's character in the address (percent-encoded, up to 9 bytes) and in the entity (escaped, up to 6).</summary>
    private const int KeyCharBytes = 15;

    /// <exception cref="ArgumentException">Too much for one transaction. It is never split: all changes or none.</exception>
    public static void Check(IReadOnlyList<TableTransactionAction> actions)
    {
        var bytes = actions.Sum(action => ChangeBytes + (KeyCharBytes * (action.Entity.PartitionKey.Length + action.Entity.RowKey.Length))
            + TableRow.RequestBytes((TableEntity)action.Entity));
        if (bytes > MaxBytes)
        {
            throw new ArgumentException($"The transaction of {actions.Count} changes needs a request of about {bytes} bytes; Table Storage takes {MaxBytes} (4 MiB).");
        }
    }
}
