using System.Buffers;
using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Reads the headings and rows of tables: lists of cells in JSON, and CSV. Each row becomes a record as the JSON logs have them.</summary>
/// <param name="category">The log category of table rows that do not name one.</param>
internal sealed class TableRows(string? category)
{
    private readonly ArrayBufferWriter<byte> _json = new();

    /// <summary>Reads a list of columns: names, or objects with one.</summary>
    /// <param name="text">Starts with the list.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static List<string> ReadColumns(ReadOnlySpan<byte> text, out int length)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true });
        var columns = new List<string>();
        reader.Read();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            columns.Add((reader.TokenType is JsonTokenType.StartObject ? NameIn(ref reader) : JsonText.Read(ref reader)) ?? "");
        }

        length = (int)reader.BytesConsumed;
        return columns;
    }

    /// <summary>The format of a CSV table whose heading the text starts with; null when it starts with none.</summary>
    /// <param name="length">Bytes before the first row.</param>
    public RowFormat? ReadHeading(ReadOnlySpan<byte> text, bool final, out int length)
    {
        var start = text.StartsWith("sep="u8) || text.StartsWith("#TYPE "u8) ? text.IndexOf((byte)'\n') + 1 : 0; // the first line of Excel's own, and of PowerShell's
        var heading = CsvText.RowLength(text[start..], final, (byte)',');
        length = start + heading;
        return heading > 0 ? RowFormat.OfHeading(text.Slice(start, heading), category) : null;
    }

    /// <summary>Reads the list of cells that the text starts with.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public LogItem ReadCells(ReadOnlySpan<byte> text, long position, RowFormat format)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = SignInReader.MaxDepth });
        reader.Read();
        reader.Skip();
        return Item(text[..(int)reader.BytesConsumed], position, format);
    }

    /// <summary>Reads the row of CSV that the text starts with; a fault is told in the item.</summary>
    public LogItem ReadCsv(ReadOnlySpan<byte> text, bool final, long position, RowFormat format)
    {
        var window = text[..Math.Min(text.Length, SignInReader.MaxRecordBytes)];
        var length = CsvText.RowLength(window, final && window.Length == text.Length, format.Separator);
        if (length >= 0)
        {
            return Item(text[..length], position, format);
        }

        // A quote without its end: what follows on the next line is a row of its own.
        var line = window.IndexOf((byte)'\n') + 1;
        return new LogItem(position, line > 0 ? line : window.Length, new ReadResult.Unreadable(RejectReasons.WrongCells, "a quote is not closed", 0), null, IsWhole: false);
    }

    private static string? NameIn(ref Utf8JsonReader column)
    {
        string? name = null;
        while (column.Read() && column.TokenType is JsonTokenType.PropertyName)
        {
            var isName = JsonText.Is(ref column, "name"u8) || JsonText.Is(ref column, "ColumnName"u8);
            column.Read();
            name = isName ? JsonText.Read(ref column) : name;
            column.Skip();
        }

        return name;
    }

    private LogItem Item(ReadOnlySpan<byte> row, long position, RowFormat format)
    {
        _json.ResetWrittenCount();
        return new LogItem(
            position,
            row.Length,
            row.Length > SignInReader.MaxRecordBytes ? new ReadResult.Unreadable(RejectReasons.TooLarge, $"{row.Length} bytes; the limit is {SignInReader.MaxRecordBytes}", 0)
                : format.TryWrite(row, _json) ? Placed(EventReader.Read(_json.WrittenSpan))
                : new ReadResult.Unreadable(RejectReasons.WrongCells, "the row's cells do not fit the columns", 0),
            format,
            IsWhole: true);
    }

    /// <summary>A place in what was made of the row says nothing about the row.</summary>
    public static ReadResult Placed(ReadResult result) => result is ReadResult.Unreadable why ? why with { Offset = 0 } : result;
}
