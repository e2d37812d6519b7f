using System.Text;
using System.Text.Json;

namespace NhiEvents.Core.Detection.Sigma.Matching;

/// <summary>One row as the values of the fields that rules ask for; each is looked up and decoded once, however many rules ask.</summary>
/// <remarks>
/// A field may have several values: entries of a list, or the same field in two places. A list or an object is also there as its JSON text. Buffers are kept from
/// row to row; not for several threads.
/// </remarks>
internal sealed class RowView
{
    /// <summary>Texts that hold JSON, within texts that hold JSON.</summary>
    private const int MaxNested = 4;

    private const int MaxKey = 128;

    private readonly FieldMap _map;
    private readonly int[] _first;
    private FieldValue[] _values = new FieldValue[64];
    private char[] _text = new char[4096];
    private int _valueCount;
    private int _textLength;

    public RowView(FieldMap map) => (_map, _first) = (map, new int[map.Count]);

    public static JsonReaderOptions Options { get; } = new() { MaxDepth = 64, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Everything in the row; empty unless rules look for keywords.</summary>
    public ReadOnlySpan<char> Whole => _text.AsSpan(0, WholeLength);

    /// <summary>The row as it is: the first part of <see cref="Whole"/>.</summary>
    public ReadOnlySpan<char> Raw => _text.AsSpan(0, RawLength);

    /// <summary>The row without escapes: the rest of <see cref="Whole"/>; empty where it has none.</summary>
    public ReadOnlySpan<char> Unescaped => _text.AsSpan(RawLength, WholeLength - RawLength);

    private int RawLength { get; set; }

    private int WholeLength { get; set; }

    /// <summary>Reads the row in place of the one before.</summary>
    /// <exception cref="JsonException">The row is no JSON; what was read of it stands.</exception>
    public void Read(ReadOnlySpan<byte> row)
    {
        Array.Fill(_first, -1);
        (_valueCount, _textLength, RawLength, WholeLength) = (0, 0, 0, 0);
        if (_map.WantsAll)
        {
            ReadWhole(row);
        }

        var reader = new Utf8JsonReader(row, Options);
        if (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
        {
            ReadObject(ref reader, row, _map.Root, 0);
        }
    }

    /// <summary>The field's first value; -1 when it has none.</summary>
    public int First(int slot) => _first[slot];

    public ref readonly FieldValue this[int value] => ref _values[value];

    public ReadOnlySpan<char> TextOf(in FieldValue value) => _text.AsSpan(value.Start, value.Length);

    /// <summary>The first value that is no null and not empty.</summary>
    public string? Text(ReadOnlySpan<int> slots)
    {
        foreach (var slot in slots)
        {
            for (var at = _first[slot]; at >= 0; at = _values[at].Next)
            {
                if (_values[at] is { IsNull: false, IsJson: false, Length: > 0 } value)
                {
                    return TextOf(value).ToString();
                }
            }
        }

        return null;
    }

    private void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> source, PathNode node, int nested)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var child = node.Children.Find(reader.ValueSpan);
            reader.Read();
            if (child is null)
            {
                reader.Skip();
            }
            else
            {
                ReadValue(ref reader, source, child, nested, isEntry: false);
            }
        }
    }

    private void ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> source, PathNode node, int nested, bool isEntry)
    {
        var start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when isEntry && node.Entries is not null:
                ReadEntry(ref reader, source, node, nested);
                break;
            case JsonTokenType.StartObject when node.IsEntered:
                ReadObject(ref reader, source, node, nested);
                break;
            case JsonTokenType.StartObject:
                reader.Skip();
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
                {
                    ReadValue(ref reader, source, node, nested, isEntry: true);
                }

                break;
            case JsonTokenType.Null:
                Keep(node, default, isNull: true, isJson: false);
                return;
            default:
                ReadText(ref reader, node, nested);
                return;
        }

        if (!isEntry && node.Leaves.Count > 0)
        {
            Keep(node, Decode(source[start..(int)reader.BytesConsumed], isEscaped: false), isNull: false, isJson: true);
        }
    }

    private void ReadText(ref Utf8JsonReader reader, PathNode node, int nested)
    {
        var isText = reader.TokenType is JsonTokenType.String;
        var range = default(TextRange);
        if (node.Leaves.Count > 0)
        {
            range = Decode(reader.ValueSpan, isText && reader.ValueIsEscaped);
            Keep(node, range, isNull: false, isJson: false);
            KeepUnquoted(node, range);
        }

        if (isText && node.IsEntered && nested < MaxNested && HoldsJson(reader.ValueSpan))
        {
            range = node.Leaves.Count > 0 ? range : Decode(reader.ValueSpan, reader.ValueIsEscaped);
            ReadNested(Encoding.UTF8.GetBytes(_text, range.Start, range.Length), node, nested + 1);
        }
    }

    private static bool HoldsJson(ReadOnlySpan<byte> text) => text.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] or [(byte)'\\', (byte)'n' or (byte)'r' or (byte)'t', ..];

    private void ReadNested(byte[] json, PathNode node, int nested)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Options);
            if (reader.Read())
            {
                // Its own text is there already: it is read like the entry of a list.
                ReadValue(ref reader, json, node, nested, isEntry: true);
            }
        }
        catch (JsonException)
        {
            // A text like any other, which begins like JSON.
        }
    }

    /// <summary>An object of a list: members by their names, and all of it by what it is called.</summary>
    private void ReadEntry(ref Utf8JsonReader reader, ReadOnlySpan<byte> source, PathNode node, int nested)
    {
        var named = reader;
        if (KeyOf(reader) is { } key && node.Entries!.TryGetValue(key, out var entry))
        {
            ReadObject(ref named, source, entry, nested);
        }

        ReadObject(ref reader, source, node, nested);
    }

    /// <summary>What an entry is called: its <c>key</c>, <c>displayName</c> or <c>name</c>.</summary>
    private static string? KeyOf(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isName = Ascii.EqualsIgnoreCase(reader.ValueSpan, "key"u8) || Ascii.EqualsIgnoreCase(reader.ValueSpan, "displayName"u8) || Ascii.EqualsIgnoreCase(reader.ValueSpan, "name"u8);
            reader.Read();
            if (isName && reader is { TokenType: JsonTokenType.String, ValueSpan.Length: <= MaxKey })
            {
                return Encoding.UTF8.GetString(reader.ValueSpan);
            }

            reader.Skip();
        }

        return null;
    }

    /// <summary>Entra writes some values as texts in quotes within the text: both forms count.</summary>
    private void KeepUnquoted(PathNode node, TextRange range)
    {
        if (range.Length < 2 || _text[range.Start] != '"' || _text[range.Start + range.Length - 1] != '"')
        {
            return;
        }

        var inner = _text.AsSpan(range.Start + 1, range.Length - 2);
        if (!inner.Contains('\\'))
        {
            Keep(node, new TextRange(range.Start + 1, range.Length - 2), isNull: false, isJson: false);
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(inner.ToString());
        Keep(node, Decode(bytes, isEscaped: true), isNull: false, isJson: false);
    }

    private void Keep(PathNode node, TextRange range, bool isNull, bool isJson)
    {
        foreach (var leaf in node.Leaves)
        {
            var (kept, words) = (range, leaf.Words);
            if (leaf.Before is { } before && !isNull && _text.AsSpan(range.Start, range.Length).IndexOf(before, StringComparison.Ordinal) is var end and >= 0)
            {
                kept = range with { Length = end };
            }

            if (words is not null)
            {
                if (isNull || isJson || (words.GetValueOrDefault(_text.AsSpan(range.Start, range.Length).ToString()) ?? words.GetValueOrDefault("*")) is not { } word)
                {
                    continue;
                }

                kept = Append(word);
            }

            if (_valueCount == _values.Length)
            {
                Array.Resize(ref _values, _values.Length * 2);
            }

            _values[_valueCount] = new FieldValue(kept.Start, kept.Length, _first[leaf.Slot], isNull, isJson);
            _first[leaf.Slot] = _valueCount++;
        }
    }

    private TextRange Append(string text)
    {
        Reserve(text.Length);
        text.CopyTo(_text.AsSpan(_textLength));
        _textLength += text.Length;
        return new TextRange(_textLength - text.Length, text.Length);
    }

    private TextRange Decode(ReadOnlySpan<byte> utf8, bool isEscaped)
    {
        Reserve(utf8.Length);
        var start = _textLength;
        _textLength += isEscaped ? JsonEscapes.Decode(utf8, _text.AsSpan(start)) : Encoding.UTF8.GetChars(utf8, _text.AsSpan(start));
        return new TextRange(start, _textLength - start);
    }

    private void Reserve(int more)
    {
        if (_textLength + more > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _textLength + more));
        }
    }

    /// <summary>The row as it is, and behind it, where it has escapes, the row without them.</summary>
    private void ReadWhole(ReadOnlySpan<byte> row)
    {
        RawLength = Decode(row, isEscaped: false).Length;
        if (row.Contains((byte)'\\'))
        {
            Decode(row, isEscaped: true);
        }

        WholeLength = _textLength;
    }

    private readonly record struct TextRange(int Start, int Length);
}

/// <summary>One value of a field.</summary>
/// <param name="Next">The field's next value; -1 at the end.</param>
/// <param name="IsJson">The JSON text of a list or an object.</param>
internal readonly record struct FieldValue(int Start, int Length, int Next, bool IsNull, bool IsJson);
