using System.Text.Json;

namespace NhiEvents.Core.Identities.Directory;

/// <summary>Reads exports of users, service principals, applications and groups: Graph pages, lists, one object per line, Azure CLI's and PowerShell's output. Never throws over content.</summary>
public static class DirectoryReader
{
    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 256 };

    /// <param name="text">The whole file, UTF-8, with or without byte order mark.</param>
    /// <param name="into">Takes what is read.</param>
    /// <returns>What could not be read.</returns>
    public static IReadOnlyList<InputFault> Read(ReadOnlySpan<byte> text, DirectoryExport into)
    {
        text = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        var faults = new List<InputFault>();
        var reader = new Utf8JsonReader(text, Options);
        var (line, counted) = (1, 0);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is not JsonTokenType.StartObject)
                {
                    continue; // a list opens or closes; anything else in it is no object of a directory
                }

                if (OpensPage(reader))
                {
                    reader = Enter(reader);
                    continue;
                }

                var start = (int)reader.TokenStartIndex;
                line += text[counted..start].Count((byte)'\n');
                counted = start;
                reader.Skip();
                using var document = JsonDocument.Parse(text[start..(int)reader.BytesConsumed].ToArray(), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 256 });
                if (DirectoryObject.Read(document.RootElement, into) is { } why)
                {
                    faults.Add(new InputFault(line, 1, why));
                }
            }
        }
        catch (JsonException broken)
        {
            faults.Add(new InputFault((int)(broken.LineNumber ?? 0) + 1, (int)(broken.BytePositionInLine ?? 0) + 1, "not JSON from here on"));
        }

        return faults;
    }

    /// <summary>An object with a list <c>value</c> is a page of Graph.</summary>
    private static bool OpensPage(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isValue = reader.ValueTextEquals("value"u8);
            reader.Read();
            if (isValue && reader.TokenType is JsonTokenType.StartArray)
            {
                return true;
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                return false; // a page's other members are plain; looking through whole objects would read everything twice
            }
        }

        return false;
    }

    private static Utf8JsonReader Enter(Utf8JsonReader reader)
    {
        while (reader.Read() && !(reader.TokenType is JsonTokenType.StartArray))
        {
            // Up to the list; its objects are read by the caller.
        }

        return reader;
    }
}
