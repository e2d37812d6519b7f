using System.Text.RegularExpressions;
using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>What Table Storage refuses.</summary>
internal static partial class StateLimits
{
    private const int MaxKeyLength = 512;

    /// <summary>Most bytes in one transaction, keys included (Table Storage).</summary>
    private const int MaxTransactionBytes = 4 * 1024 * 1024;

    public static string Table(string table) =>
        TableName().IsMatch(table)
            ? table
            : throw new ArgumentException($"'{table}' is no table name: Table Storage takes 3 to 63 letters and digits, a letter first.", nameof(table));

    public static void Keys(string partition, string rowKey)
    {
        Key(partition, "partition key");
        Key(rowKey, "row key");
    }

    public static void Prefix(string partition, string prefix)
    {
        Key(partition, "partition key");
        if (prefix.Length > 0)
        {
            Key(prefix, "row key prefix");
        }
    }

    public static void Changes(string partition, IReadOnlyList<RowChange> changes)
    {
        Key(partition, "partition key");
        Refuse(changes.Count > IStateStore.MaxChanges, $"{changes.Count} changes in one transaction; Table Storage takes {IStateStore.MaxChanges}.");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        long total = 0;
        foreach (var change in changes)
        {
            Key(change.RowKey, "row key");
            Refuse(!keys.Add(change.RowKey), $"Row '{change.RowKey}' is in the transaction twice.");
            var bytes = BodyOf(change).Length;
            Refuse(bytes > IStateStore.MaxBodyBytes, $"The body of row '{change.RowKey}' has {bytes} bytes; the limit is {IStateStore.MaxBodyBytes}.");
            total += bytes + (2 * (partition.Length + change.RowKey.Length));
        }

        Refuse(total > MaxTransactionBytes, $"{total} bytes in one transaction; Table Storage takes {MaxTransactionBytes}.");
    }

    public static ReadOnlyMemory<byte> BodyOf(RowChange change) => change switch
    {
        RowChange.Insert insert => insert.Body,
        RowChange.Replace replace => replace.Body,
        _ => default,
    };

    private static void Key(string key, string what)
    {
        Refuse(key.Length is 0 or > MaxKeyLength, $"A {what} has 1 to {MaxKeyLength} characters; this one has {key.Length}.");
        Refuse(key.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c)), $"The {what} '{key}' holds one of / \\ # ? or a control character.");
    }

    private static void Refuse(bool broken, string message)
    {
        if (broken)
        {
            throw new ArgumentException(message);
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,62}$")]
    private static partial Regex TableName();
}
