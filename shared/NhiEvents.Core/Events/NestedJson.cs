using System.Text.Json;

namespace NhiEvents.Core.Events;

internal delegate void ReadInto(ref Utf8JsonReader reader, ref SignInFields fields);

/// <summary>An object or a list that some exporters write as a text which holds its JSON.</summary>
internal static class NestedJson
{
    /// <summary>Reads the current value with the given method once it is entered; a value of another kind, or a text that is no JSON, is skipped.</summary>
    public static void Read(ref Utf8JsonReader reader, ref SignInFields fields, JsonTokenType expected, ReadInto read)
    {
        if (reader.TokenType == expected)
        {
            read(ref reader, ref fields);
            return;
        }

        if (reader.TokenType is not JsonTokenType.String || reader.ValueSpan is not [(byte)'{' or (byte)'[' or (byte)' ' or (byte)'\\', ..])
        {
            reader.Skip();
            return;
        }

        var text = JsonText.ReadWhole(ref reader);
        text = PythonText.ToJson(text) ?? text;
        var nested = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = SignInReader.MaxDepth });
        try
        {
            if (nested.Read() && nested.TokenType == expected)
            {
                read(ref nested, ref fields);
            }
        }
        catch (JsonException)
        {
            // A text like any other: the row stands without it, or is refused for what it lacks.
        }
    }
}
