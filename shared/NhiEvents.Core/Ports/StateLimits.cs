using System.Buffers;
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

    /// <summary>Bytes of a body's byte once it is escaped.</summary>
    private const int EscapedBytes = 6;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create([.. @"/\#?", .. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl)]);

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
        if (changes.Count > IStateStore.MaxChanges)
        {
            throw new ArgumentException($"{changes.Count} changes in one transaction; the limit is {IStateStore.MaxChanges}.");
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        var most = 0L;
        foreach (var change in changes)
        {
            Key(change.RowKey, "row key");
            if (!keys.Add(change.RowKey))
            {
                throw new ArgumentException($"Row '{change.RowKey}' is in the transaction twice.");
            }

            var bytes = BodyOf(change).Length;
            most += FrameBytes(partition, change.RowKey) + ((long)EscapedBytes * bytes);
            if (bytes > IStateStore.MaxBodyBytes)
            {
                throw new ArgumentException($"The body of row '{change.RowKey}' has {bytes} bytes; the limit is {IStateStore.MaxBodyBytes}.");
            }
        }

        if (most > IStateStore.MaxTransactionBytes && changes.Sum(change => (long)RequestBytes(partition, change)) is var total && total > IStateStore.MaxTransactionBytes)
        {
            throw new ArgumentException($"The transaction of {changes.Count} changes needs a request of about {total} bytes; the limit is {IStateStore.MaxTransactionBytes} (4 MiB).");
        }
    }

    /// <summary>What one change counts towards <see cref="IStateStore.MaxTransactionBytes"/>: never less than it takes in a request to Table Storage.</summary>
    public static int RequestBytes(string partition, RowChange change)
    {
        var body = BodyOf(change).Span;
        return FrameBytes(partition, change.RowKey) + (IsText(body) ? JsonEncodedText.Encode(body).EncodedUtf8Bytes.Length : (body.Length + 2) / 3 * 4);
    }

    /// <summary>Whether a body is kept, and sent, as text; else it is bytes, in Base64.</summary>
    public static bool IsText(ReadOnlySpan<byte> body) => Utf8.IsValid(body) && Encoding.UTF8.GetCharCount(body) <= MaxTextChars;

    /// <summary>All but the body.</summary>
    private static int FrameBytes(string partition, string rowKey) => ChangeBytes + (KeyCharBytes * (partition.Length + rowKey.Length));

    private static ReadOnlyMemory<byte> BodyOf(RowChange change) => change switch
    {
        RowChange.Insert insert => insert.Body,
        RowChange.Replace replace => replace.Body,
        _ => default,
    };

    private static void Key(string key, string what)
    {
        if (key is not { Length: > 0 and <= MaxKeyLength })
        {
            throw new ArgumentException($"A {what} has 1 to {MaxKeyLength} characters; this one has {key?.Length ?? 0}.");
        }

        if (key.AsSpan().ContainsAny(Forbidden))
        {
            throw new ArgumentException($"The {what} '{key}' holds one of / \\ # ? or a control character.");
        }
    }
}
