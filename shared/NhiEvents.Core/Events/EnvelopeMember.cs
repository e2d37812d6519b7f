using System.Buffers;
using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>A member of an object around rows: its name, and what its value is to a reader of rows.</summary>
/// <param name="Bytes">From the name up to the value; with the value where that was read, up to behind its bracket where it is entered.</param>
internal readonly record struct EnvelopeMember(EnvelopeMember.Sort Kind, int Bytes)
{
    public enum Sort
    {
        /// <summary>Nobody reads the value.</summary>
        Other,

        /// <summary>A table's columns, which were read.</summary>
        Columns,

        /// <summary>A list of a table's rows.</summary>
        Cells,

        /// <summary>A list of rows.</summary>
        Rows,

        /// <summary>A list of tables.</summary>
        Tables,
    }

    public static SearchValues<byte> Blank { get; } = SearchValues.Create(" \t\r\n,"u8);

    public IReadOnlyList<string>? Columns { get; private init; }

    /// <summary>Reads the member that the text starts with.</summary>
    /// <param name="inTable">The object stands in a list of tables.</param>
    /// <param name="mayEnter">One more list may be entered.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static EnvelopeMember Read(ReadOnlySpan<byte> text, bool inTable, bool mayEnter)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true });
        reader.Read();
        var field = FieldTables.Row.Find(ref reader);
        var (columns, rows) = (JsonText.Is(ref reader, "columns"u8), JsonText.Is(ref reader, "rows"u8));
        var at = (int)reader.BytesConsumed;
        at += BlankLength(text[at..]);
        at += text[at..].StartsWith(":"u8) ? 1 : throw new JsonException("no colon");
        at += BlankLength(text[at..]);
        if (!text[at..].StartsWith("["u8))
        {
            return new EnvelopeMember(Sort.Other, at);
        }

        if (columns && inTable)
        {
            var names = TableRows.ReadColumns(text[at..], out var length);
            return new EnvelopeMember(Sort.Columns, at + length) { Columns = names };
        }

        return (rows && inTable, field) switch
        {
            (true, _) => new EnvelopeMember(Sort.Cells, at + 1),
            (_, Field.Tables) when mayEnter => new EnvelopeMember(Sort.Tables, at + 1),
            (_, Field.Records or Field.Hits or Field.Value) when mayEnter => new EnvelopeMember(Sort.Rows, at + 1),
            _ => new EnvelopeMember(Sort.Other, at),
        };
    }

    private static int BlankLength(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept(Blank) is var rest and >= 0 ? rest : text.Length;
}
