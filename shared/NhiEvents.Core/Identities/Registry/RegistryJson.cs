using System.Text;
using System.Text.Json;

namespace NhiEvents.Core.Identities.Registry;

/// <summary>The registry as JSON: a list of objects, or an object that holds one as <c>identities</c>. Comments are passed over.</summary>
internal static class RegistryJson
{
    public static IReadOnlyList<RegistryRow> Read(ReadOnlySpan<byte> text, List<InputFault> faults, SortedSet<string> ignored)
    {
        var rows = new List<RegistryRow>();
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject && !FindList(ref reader))
            {
                faults.Add(new InputFault(1, 1, "the object holds no list 'identities'"));
                return rows;
            }

            while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            {
                if (reader.TokenType is JsonTokenType.StartObject)
                {
                    rows.Add(RowOf(ref reader, text, faults, ignored));
                }
                else
                {
                    faults.Add(At(text, reader.TokenStartIndex, "not an object"));
                    reader.Skip();
                }
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            faults.Add(At(text, reader.BytesConsumed, "not JSON from here on"));
        }

        return rows;
    }

    private static bool FindList(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isList = reader.ValueTextEquals("identities"u8);
            reader.Read();
            if (isList && reader.TokenType is JsonTokenType.StartArray)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static RegistryRow RowOf(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, List<InputFault> faults, SortedSet<string> ignored)
    {
        var start = At(text, reader.TokenStartIndex, "");
        var cells = new Dictionary<RegistryColumn, RegistryCell>();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var place = At(text, reader.TokenStartIndex, "");
            var value = ValueOf(ref reader);
            if (RegistryColumns.Find(name) is not { } column)
            {
                ignored.Add(name);
            }
            else if (value is null)
            {
                faults.Add(place with { Text = $"{name}: text is expected here" });
            }
            else if (!cells.TryAdd(column, new RegistryCell(value, place.Line, place.Column)))
            {
                faults.Add(place with { Text = $"{name}: a second value for {column}" });
            }
        }

        return new RegistryRow(start.Line, cells);
    }

    /// <summary>Text, a number, yes or no, nothing, or a list of texts; null for anything else.</summary>
    private static string? ValueOf(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number:
                return Encoding.UTF8.GetString(reader.ValueSpan);
            case JsonTokenType.True:
                return "true";
            case JsonTokenType.False:
                return "false";
            case JsonTokenType.Null:
                return "";
            case JsonTokenType.StartArray:
                var (texts, valid) = (new List<string>(), true);
                while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
                {
                    valid &= reader.TokenType is JsonTokenType.String;
                    if (valid)
                    {
                        texts.Add(reader.GetString()!);
                    }
                    else
                    {
                        reader.Skip();
                    }
                }

                return valid ? string.Join(';', texts) : null;
            default:
                reader.Skip();
                return null;
        }
    }

    private static InputFault At(ReadOnlySpan<byte> text, long offset, string fault)
    {
        var before = text[..(int)Math.Min(offset, text.Length)];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new InputFault(before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1, fault);
    }
}
