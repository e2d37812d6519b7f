using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace NhiEvents.Core.Ports;

/// <summary>What every <see cref="IStateStore"/> refuses with an <see cref="ArgumentException"/>: the limits that the port's comments name.</summary>
public static class StateLimits
{
    /// <summary>Most characters of a body that is kept as text: Table Storage counts two bytes each, and an entity is 1 MiB.</summary>
    public const int MaxTextChars = 500_000;

    private const int MaxKeyLength = 512;

    /// <summary>Part header, request line and headers of one change, some 600; the names and types of its properties, as much again.</summary>
    private const int ChangeBytes = 2048;

    /// <summary>A key's character in the address (percent-encoded, up to 9 bytes) and in the entity (escaped, up to 6).</summary>
    private const int KeyCharBytes = 15;

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
        var total = 0L;
        foreach (var change in changes)
        {
            Key(change.RowKey, "row key");
            Refuse(!keys.Add(change.RowKey), $"Row '{change.RowKey}' is in the transaction twice.");
            var bytes = BodyOf(change).Length;
            Refuse(bytes > IStateStore.MaxBodyBytes, $"The body of row '{change.RowKey}' has {bytes} bytes; the limit is {IStateStore.MaxBodyBytes}.");
            total += RequestBytes(partition, change);
        }

        Refuse(
            total > IStateStore.MaxTransactionBytes,
            $"The transaction of {changes.Count} changes needs a request of about {total} bytes; the limit is {IStateStore.MaxTransactionBytes} (4 MiB).");
    }

    /// <summary>What one change counts towards <see cref="IStateStore.MaxTransactionBytes"/>: never less than it takes in a request to Table Storage.</summary>
    public static int RequestBytes(string partition, RowChange change)
    {
        var body = BodyOf(change).Span;
        return ChangeBytes
            + (KeyCharBytes * (partition.Length + change.RowKey.Length))
            + (IsText(body) ? JsonEncodedText.Encode(body).EncodedUtf8Bytes.Length : (body.Length + 2) / 3 * 4);
    }

    /// <summary>Whether a body is kept, and sent, as text; else it is bytes, in Base64.</summary>
    public static bool IsText(ReadOnlySpan<byte> body) => Utf8.IsValid(body) && Encoding.UTF8.GetCharCount(body) <= MaxTextChars;

    private static ReadOnlyMemory<byte> BodyOf(RowChange change) => change switch
    {
        RowChange.Insert insert => insert.Body,
        RowChange.Replace replace => replace.Body,
        _ => default,
    };

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
