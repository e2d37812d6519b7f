using System.Text.Json.Serialization.Metadata;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Listing;

/// <summary>What a list shows of one document. It lies in the document's partition, under its time of change, so that whoever keeps a list in memory reads only what is new.</summary>
/// <param name="Id">Of the document.</param>
/// <param name="ChangedAt">When the portal wrote it, not when it happened.</param>
internal sealed record ListRow<T>(string Id, DateTimeOffset ChangedAt, T Entry)
{
    /// <summary>The newest first: a reader stops at what it knows.</summary>
    public static string Key(string id, DateTimeOffset changedAt) =>
        ListRows.Prefix + Order.Newest(changedAt) + "|" + KeyText.Clean(id);
}

internal static class ListRows
{
    public const string Prefix = "~list|";

    /// <summary>The time in a row's key.</summary>
    public static DateTimeOffset ChangedAt(string rowKey) =>
        new(DateTimeOffset.MaxValue.UtcTicks - long.Parse(rowKey.AsSpan(Prefix.Length, 19), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);

    /// <summary>Puts the row in place of the one that was written at <paramref name="before"/>, in the transaction that changes its document.</summary>
    /// <param name="before">Null for a new document.</param>
    public static async Task SaveAsync<T>(
        this StateChanges changes, IStateStore store, ListRow<T> row, DateTimeOffset? before, JsonTypeInfo<ListRow<T>> type, CancellationToken ct)
    {
        var key = ListRow<T>.Key(row.Id, row.ChangedAt);
        var old = before is { } time ? await store.ReadAsync(changes.PartitionKey, ListRow<T>.Key(row.Id, time), ct) : null;
        if (old is not null && old.RowKey != key)
        {
            changes.Remove(old.RowKey, old.ETag);
            old = null;
        }

        changes.Overwrite(key, row, old, type);
    }
}
