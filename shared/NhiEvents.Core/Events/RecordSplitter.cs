using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Finds the records in what a log source delivers: <c>{"records":[…]}</c>, a JSON array, one object, or one object per line.</summary>
/// <remarks>
/// Tolerates a byte order mark and blank lines. What cannot be read is a range of its own with a fault; reading goes on at the next line that starts
/// with <c>{</c> or <c>[</c>, so one bad line costs one record. A cut-off envelope still gives the records before the cut.
/// </remarks>
public static class RecordSplitter
{
    /// <summary>Deep enough never to be the reason that a whole envelope is lost; the reader of a record has its own, lower limit.</summary>
    private const int MaxDepth = 1000;

    public static IReadOnlyList<RecordRange> Split(ReadOnlySpan<byte> body)
    {
        var found = new List<RecordRange>();
        var position = body.StartsWith("\uFEFF"u8) ? 3 : 0;
        while ((position = SkipBlank(body, position)) < body.Length)
        {
            var before = found.Count;
            try
            {
                position += ReadValue(body[position..], position, found);
            }
            catch (JsonException broken)
            {
                var start = found.Count > before ? found[^1].End : position;
                var end = NextLine(body, start);
                found.Add(new RecordRange(start, TrimEnd(body, start, end) - start) { Fault = RejectReasons.NotJson, Detail = Where(broken) });
                position = end;
            }
        }

        return found;
    }

    /// <summary>Adds the record or records of the JSON value at the start of the text and returns the value's length.</summary>
    private static int ReadValue(ReadOnlySpan<byte> text, int offset, List<RecordRange> found)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth, AllowMultipleValues = true });
        reader.Read();
        if (reader.TokenType is JsonTokenType.StartArray)
        {
            ReadElements(ref reader, offset, found);
            return (int)reader.BytesConsumed;
        }

        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            found.Add(new RecordRange(offset, (int)reader.BytesConsumed));
            return (int)reader.BytesConsumed;
        }

        var envelope = false;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var records = reader.ValueTextEquals("records"u8);
            reader.Read();
            if (records && reader.TokenType is JsonTokenType.StartArray)
            {
                envelope = true;
                ReadElements(ref reader, offset, found);
            }
            else
            {
                reader.Skip();
            }
        }

        if (!envelope)
        {
            found.Add(new RecordRange(offset, (int)reader.BytesConsumed));
        }

        return (int)reader.BytesConsumed;
    }

    private static void ReadElements(ref Utf8JsonReader reader, int offset, List<RecordRange> found)
    {
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            found.Add(new RecordRange(offset + start, (int)reader.BytesConsumed - start));
        }
    }

    private static int SkipBlank(ReadOnlySpan<byte> body, int position)
    {
        var rest = body[position..].IndexOfAnyExcept(" \t\r\n,"u8); // a comma too: exporters put one between lines
        return rest < 0 ? body.Length : position + rest;
    }

    private static int NextLine(ReadOnlySpan<byte> body, int position)
    {
        while (body[position..].IndexOf((byte)'\n') is var step and >= 0)
        {
            position += step + 1;
            if (position < body.Length && body[position] is (byte)'{' or (byte)'[')
            {
                return position;
            }
        }

        return body.Length;
    }

    private static int TrimEnd(ReadOnlySpan<byte> body, int start, int end) => start + body[start..end].TrimEnd(" \t\r\n"u8).Length;

    private static string Where(JsonException broken) => $"not JSON at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1} from here";
}

/// <summary>Where a record is, or, with a fault, what cannot be one.</summary>
public readonly record struct RecordRange(int Offset, int Length)
{
    /// <summary>One of <see cref="RejectReasons"/>; null for a record.</summary>
    public string? Fault { get; init; }

    public string? Detail { get; init; }

    internal int End => Offset + Length;
}
