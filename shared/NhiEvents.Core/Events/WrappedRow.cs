using System.Buffers;
using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Finds the record that a SIEM or a shipper has put into a row of its own, as an object or as the text that it was.</summary>
/// <remarks>What the row says beside it is the carrier's. A record counts as found when it tells which log it is from.</remarks>
internal static class WrappedRow
{
    /// <summary>Splunk's event in its result, an index's source, an event in that, its original: one more than anybody needs.</summary>
    private const int MaxDepth = 5;

    /// <summary>The row of a carrier: the record in it, when there is one.</summary>
    /// <param name="result">What reading the row itself gave.</param>
    public static LogItem Item(ReadOnlySpan<byte> row, long position, ReadResult result)
    {
        var record = new ArrayBufferWriter<byte>();
        if (TryOpen(row, result, record, out var obstacle))
        {
            return new LogItem(position, row.Length, TableRows.Placed(EventReader.Read(record.WrittenSpan)), RowFormat.Wrapped, IsWhole: true);
        }

        result = obstacle is { } what && result is ReadResult.Unreadable why ? why with { Reason = what.Reason, Detail = what.Detail } : result;
        return new LogItem(position, row.Length, result, null, IsWhole: true);
    }

    /// <summary>Writes the record in the row.</summary>
    /// <param name="row">One whole JSON object.</param>
    /// <returns>False when there is none, or several.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> row, IBufferWriter<byte> record) => TryOpen(row, result: null, record, out _);

    /// <inheritdoc cref="TryOpen(ReadOnlySpan{byte}, IBufferWriter{byte})"/>
    /// <param name="result">What reading the row itself gave; null when nobody has read it yet.</param>
    /// <param name="obstacle">Why what looked like one is none; null when nothing did.</param>
    private static bool TryOpen(ReadOnlySpan<byte> row, ReadResult? result, IBufferWriter<byte> record, out Obstacle? obstacle)
    {
        obstacle = null;
        if ((Find(row, 0, ref obstacle) ?? RespelledRow.Of(row, result ?? EventReader.Read(row))) is not { } found)
        {
            return false;
        }

        record.Write(found);
        return true;
    }

    private static byte[]? Find(ReadOnlySpan<byte> row, int depth, ref Obstacle? obstacle)
    {
        if (depth == MaxDepth)
        {
            return null;
        }

        if (ElasticDocument.Restore(row) is { } restored && RecordIn(restored, ref obstacle) is { } record)
        {
            return record;
        }

        foreach (var inside in Insides(row))
        {
            // As it came, before what somebody made of it.
            if ((Find(inside, depth + 1, ref obstacle) ?? RecordIn(inside, ref obstacle)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static byte[]? RecordIn(byte[] inside, ref Obstacle? obstacle)
    {
        var result = EventReader.Read(inside);
        if (result is ReadResult.Unreadable { Reason: RejectReasons.UnknownCategory } other)
        {
            obstacle ??= new Obstacle(other.Reason, $"of the record that the row carries, {other.Detail}");
        }

        return RespelledRow.Of(inside, result) is { } respelled ? respelled
            : Tells(result) || result is ReadResult.Unreadable { Detail: SignInReader.OfficeSignIn } ? inside
            : OnlyRowOf(inside, ref obstacle);
    }

    private static bool Tells(ReadResult result) =>
        result is not ReadResult.Unreadable { Reason: RejectReasons.NotJson or RejectReasons.NotAnObject or RejectReasons.NoCategory or RejectReasons.UnknownCategory };

    /// <summary>The row in a text with a list of rows, such as a message of an event hub.</summary>
    private static byte[]? OnlyRowOf(byte[] text, ref Obstacle? obstacle)
    {
        var splitter = new RecordSplitter();
        if (!splitter.Next(text, final: true, out var first) || !first.IsWhole || first.Length == text.Length || !Tells(first.Result))
        {
            return null;
        }

        if (splitter.Next(text.AsSpan((int)splitter.Position), final: true, out _))
        {
            obstacle ??= new Obstacle(RejectReasons.NoCategory, "a text in the row holds several rows; write each of them as a line of its own");
            return null;
        }

        return text[(int)first.Offset..((int)first.Offset + first.Length)];
    }

    private static List<byte[]> Insides(ReadOnlySpan<byte> row)
    {
        var found = new List<byte[]>();
        var reader = new Utf8JsonReader(row, new JsonReaderOptions { MaxDepth = SignInReader.MaxDepth });
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var mayWrap = FieldTables.Row.Find(ref reader) is Field.Inside or Field.Records;
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                var text = mayWrap && reader.TokenType is JsonTokenType.String ? JsonText.ReadWhole(ref reader) : null;
                var isObject = mayWrap && reader.TokenType is JsonTokenType.StartObject;
                reader.Skip();
                if (isObject || text is [(byte)'{' or (byte)'<', ..])
                {
                    found.Add(text is [(byte)'<', ..] ? FromXml(text) : text ?? row[start..(int)reader.BytesConsumed].ToArray());
                }
            }
        }
        catch (JsonException)
        {
            // A text that only begins like JSON.
        }

        return found;
    }

    private static byte[] FromXml(byte[] text)
    {
        var json = new ArrayBufferWriter<byte>();
        return XmlEvents.TryWrite(text, json) ? json.WrittenSpan.ToArray() : text;
    }

    /// <summary>As in <see cref="ReadResult.Unreadable"/>.</summary>
    private sealed record Obstacle(string Reason, string Detail);
}
