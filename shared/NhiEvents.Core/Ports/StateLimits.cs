namespace NhiEvents.Core.Ports;

/// <summary>What every <see cref="IStateStore"/> refuses with an <see cref="ArgumentException"/>: the limits that the port's comments name.</summary>
public static class StateLimits
{
    private const int MaxKeyLength = 512;

    public static void Keys(string partition, string rowKey)
    {
        Key(partition, "partition key");
        Key(rowKey, "row key");
    }

    /// <remarks>An empty prefix is the whole partition.</remarks>
    public static void Prefix(string partition, string rowKeyPrefix)
    {
        Key(partition, "partition key");
        if (rowKeyPrefix.Length > 0)
        {
            Key(rowKeyPrefix, "row key prefix");
        }
    }

    public static void Changes(string partition, IReadOnlyList<RowChange> changes)
    {
        Key(partition, "partition key");
        Refuse(changes.Count > IStateStore.MaxChanges, $"{changes.Count} changes in one transaction; the limit is {IStateStore.MaxChanges}.");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            Key(change.RowKey, "row key");
            Refuse(!keys.Add(change.RowKey), $"Row '{change.RowKey}' is in the transaction twice.");
            var bytes = change switch
            {
                RowChange.Insert insert => insert.Body.Length,
                RowChange.Replace replace => replace.Body.Length,
                _ => 0,
            };
            Refuse(bytes > IStateStore.MaxBodyBytes, $"The body of row '{change.RowKey}' has {bytes} bytes; the limit is {IStateStore.MaxBodyBytes}.");
        }
    }

    private static void Key(string key, string what)
    {
        Refuse(key is not { Length: > 0 and <= MaxKeyLength }, $"A {what} has 1 to {MaxKeyLength} characters; this one has {key?.Length ?? 0}.");
        Refuse(key!.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c)), $"The {what} '{key}' holds one of / \\ # ? or a control character.");
    }

    private static void Refuse(bool broken, string message)
    {
        if (broken)
        {
            throw new ArgumentException(message);
        }
    }
}
