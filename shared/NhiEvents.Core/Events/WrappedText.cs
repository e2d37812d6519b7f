using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Texts that an exporter has made an object of: XML with attributes, a .NET value, an Azure name with its translation.</summary>
internal static class WrappedText
{
    /// <summary>The current text or number, or the one that the current object wraps; null when there is none.</summary>
    public static string? Read(ref Utf8JsonReader reader, int maxBytes)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            return JsonText.Read(ref reader, maxBytes);
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var wraps = JsonText.Is(ref reader, "value"u8) || JsonText.Is(ref reader, "#text"u8) || JsonText.Is(ref reader, "name"u8)
                || JsonText.Is(ref reader, "SystemTime"u8);
            var attributes = JsonText.Is(ref reader, "#attributes"u8);
            reader.Read();
            if ((wraps ? Read(ref reader, maxBytes) : attributes ? ReadMember(ref reader, "SystemTime"u8) : null) is { } text)
            {
                return text;
            }

            reader.Skip();
        }

        return null;
    }

    /// <summary>A name and its value: <c>{"@Name":…,"#text":…}</c>, also with the name among <c>#attributes</c>.</summary>
    /// <returns>Null when the current value is no such pair, or the value is empty.</returns>
    public static (string Name, string Value)? ReadPair(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            return null;
        }

        string? name = null, value = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isName = JsonText.Is(ref reader, "@Name"u8) || JsonText.Is(ref reader, "Name"u8);
            var isValue = JsonText.Is(ref reader, "#text"u8) || JsonText.Is(ref reader, "Value"u8);
            var attributes = JsonText.Is(ref reader, "#attributes"u8);
            reader.Read();
            name = isName ? JsonText.Read(ref reader) : attributes ? ReadMember(ref reader, "Name"u8) : name;
            value = isValue ? JsonText.Read(ref reader) : value;
            reader.Skip();
        }

        return name is null || value is null ? null : (name, value);
    }

    /// <summary>The text of one member of the current object, which is read to its end.</summary>
    private static string? ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        string? text = null;
        if (reader.TokenType is JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var found = JsonText.Is(ref reader, name);
                reader.Read();
                text = found ? JsonText.Read(ref reader) : text;
                reader.Skip();
            }
        }

        return text;
    }
}
