using System.Buffers;
using System.Text;
using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>The columns of a table of rows, and how a row of it becomes a JSON object that <see cref="EventReader"/> reads.</summary>
public sealed class RowFormat
{
    /// <summary>The fewest known headings that make a text a table and no prose.</summary>
    private const int FewestColumns = 3;

    private const int MaxColumns = 1024;

    /// <summary>Per column <c>"name":</c>; null for one that nobody reads.</summary>
    private readonly byte[]?[] _names;
    private readonly byte[] _extra;
    private readonly byte _separator;
    private readonly PortalAudits? _audits;

    /// <summary>Rows may be a carrier's, with the record in a cell.</summary>
    private readonly bool _carries;

    /// <summary>Cells are the fields of Elastic's documents.</summary>
    private readonly bool _isDocument;

    private RowFormat(IReadOnlyList<string> columns, byte separator, string? category)
    {
        _audits = separator == 0 ? null : PortalAudits.Of(columns);
        var isRespelled = columns.Any(IsOdd);
        _isDocument = columns.Any(ElasticDocument.IsColumn);
        _names = [.. columns.Select(Lower).Select(column => IsRead(column) || IsMember(column) || ((isRespelled || _isDocument) && column.Length > 0) ? Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(column)}\":") : null)];
        _carries = isRespelled || _isDocument || columns.Any(IsCarrier);
        _separator = separator;
        _extra = category is null ? [] : Encoding.UTF8.GetBytes($"\"category\":\"{JsonEncodedText.Encode(category)}\"");
        Overhead = _audits?.Overhead ?? 2 + _extra.Length + _names.Sum(name => name?.Length + 3 ?? 0);
    }

    /// <summary>Rows that are JSON objects of a carrier, with the record in them.</summary>
    public static RowFormat Wrapped { get; } = new([], 0, null);

    /// <summary>Windows events that are XML.</summary>
    public static RowFormat Xml { get; } = new([], 0, null);

    /// <summary>Between cells; 0 for rows that are JSON lists.</summary>
    internal byte Separator => _separator;

    /// <summary>Most bytes that a row grows by, escapes aside.</summary>
    public int Overhead { get; }

    /// <summary>The category of rows whose columns do not name it, from the name of a file that the portal downloads; null for another name.</summary>
    public static string? CategoryOf(string fileName) => Path.GetFileName(fileName) switch
    {
        var name when name.StartsWith("NonInteractiveSignIns", StringComparison.OrdinalIgnoreCase) => "NonInteractiveUserSignInLogs",
        var name when name.StartsWith("InteractiveSignIns", StringComparison.OrdinalIgnoreCase) => "SignInLogs",
        var name when name.StartsWith("ApplicationSignIns", StringComparison.OrdinalIgnoreCase) => "ServicePrincipalSignInLogs",
        var name when name.StartsWith("MSISignIns", StringComparison.OrdinalIgnoreCase) => "ManagedIdentitySignInLogs",
        _ => null,
    };

    /// <summary>Appends the row as a JSON object; false when its cells do not fit the columns.</summary>
    /// <exception cref="JsonException">The row of a JSON table is no JSON list.</exception>
    public bool TryWrite(ReadOnlySpan<byte> row, IBufferWriter<byte> output)
    {
        if (_audits is not null)
        {
            return _audits.TryWrite(row.TrimEnd("\r\n"u8), _separator, output);
        }

        if (this == Wrapped)
        {
            return WrappedRow.TryOpen(row, output);
        }

        if (this == Xml)
        {
            return XmlEvents.TryWrite(row, output);
        }

        if (!_carries)
        {
            return TryWriteRow(row, output);
        }

        var carrier = new ArrayBufferWriter<byte>();
        var fits = TryWriteRow(row, carrier);
        if (!fits || !WrappedRow.TryOpen(carrier.WrittenSpan, output))
        {
            output.Write(carrier.WrittenSpan);
        }

        return fits;
    }

    private bool TryWriteRow(ReadOnlySpan<byte> row, IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        output.Write(_extra);
        var fits = _separator == 0 ? WriteList(row, output) : WriteCells(row, output);
        output.Write("}"u8);
        return fits;
    }

    /// <summary>A table whose rows are JSON lists.</summary>
    internal static RowFormat OfJson(IReadOnlyList<string> columns) => new(columns, 0, null);

    /// <summary>The table that the first line of a text announces; null when it announces none.</summary>
    internal static RowFormat? OfHeading(ReadOnlySpan<byte> line, string? category)
    {
        var separator = line.Count((byte)';') is var semicolons && line.Count((byte)'\t') is var tabs && line.Count((byte)',') is var commas
            && semicolons > commas ? (byte)';' : tabs > commas ? (byte)'\t' : (byte)',';
        var columns = new List<string>();
        var rest = line.TrimEnd("\r\n"u8);
        var more = true;
        while (more && columns.Count < MaxColumns)
        {
            columns.Add(Normal(Encoding.UTF8.GetString(CsvText.Unquote(CsvText.NextCell(ref rest, separator, out more)))));
        }

        var format = new RowFormat(columns, separator, columns.Any(column => FieldTables.Row.Find(Encoding.UTF8.GetBytes(column)) is Field.Category or Field.Table) ? null : category);
        return format._audits is not null || columns.Any(IsOriginal) || (columns.Count > 1 && columns.Any(IsCarrier))
            || columns.Count(column => IsRead(Lower(column)) || IsOdd(column)) >= FewestColumns ? format : null;
    }

    /// <summary>Columns of Splunk, Elastic, LogScale and the unified audit log for an event as it came, or for a part of it: one is enough for a table.</summary>
    private static bool IsOriginal(string column) => column is "_raw" or "event.original" or "@rawstring" or "AuditData" || ElasticDocument.IsColumn(column);

    /// <summary>A column may hold the record, its name with a capital or without.</summary>
    private static bool IsCarrier(string column) => FieldTables.Row.Find(Encoding.UTF8.GetBytes(Lower(column))) is Field.Inside;

    /// <summary>A carrier's name as JSON has it; any other as it is.</summary>
    private static string Lower(string column) =>
        column is [>= 'A' and <= 'Z', ..] && FieldTables.Row.Find(Encoding.UTF8.GetBytes(column)) is Field.None && MemberNames.Find(column) is Member.None
        && char.ToLowerInvariant(column[0]) + column[1..] is var lower && FieldTables.Row.Find(Encoding.UTF8.GetBytes(lower)) is Field.Inside ? lower : column;

    /// <summary>A name of the other logs as Graph writes it: too common a word to make a text a table.</summary>
    private static bool IsMember(string column) => FieldTables.Row.Find(Encoding.UTF8.GetBytes(column)) is Field.None && MemberNames.Find(column) is not Member.None;

    /// <summary>The way to a value that somebody reads, or its name in another spelling.</summary>
    private static bool IsOdd(string column) => RowNames.IsOdd(column) && RowNames.IsKnown(column);

    private static bool IsRead(string column) => FieldTables.Row.Find(Encoding.UTF8.GetBytes(column)) switch
    {
        Field.Records or Field.Hits or Field.Value or Field.Tables or Field.Frame => false,
        Field.None => column is not ([] or [>= 'a' and <= 'z', ..]) && MemberNames.Find(column) is not Member.None, // columns of a table begin with a capital
        _ => true,
    };

    /// <summary>The portal writes some headings with a blank at the end or with two inside.</summary>
    private static string Normal(string heading) => string.Join(' ', heading.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private bool WriteList(ReadOnlySpan<byte> row, IBufferWriter<byte> output)
    {
        var reader = new Utf8JsonReader(row, new JsonReaderOptions { MaxDepth = SignInReader.MaxDepth });
        reader.Read();
        var (column, first) = (0, _extra.Length == 0);
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (column < _names.Length && _names[column] is { } name && reader.TokenType is not JsonTokenType.Null)
            {
                WriteName(name, ref first, output);
                output.Write(row[start..(int)reader.BytesConsumed]);
            }

            column++;
        }

        return column == _names.Length;
    }

    private bool WriteCells(ReadOnlySpan<byte> row, IBufferWriter<byte> output)
    {
        var rest = row.TrimEnd("\r\n"u8);
        var (column, first, more) = (0, _extra.Length == 0, true);
        for (; more; column++)
        {
            var cell = CsvText.NextCell(ref rest, _separator, out more);
            if (column >= _names.Length)
            {
                if (!cell.IsEmpty)
                {
                    return false;
                }
            }
            else if (_names[column] is { } name && CsvText.Unquote(cell) is { IsEmpty: false } text && !(_isDocument && ElasticDocument.IsAbsent(text)))
            {
                WriteName(name, ref first, output);
                CsvText.WriteJson(text, output);
            }
        }

        return column >= _names.Length;
    }

    private static void WriteName(byte[] name, ref bool first, IBufferWriter<byte> output)
    {
        output.Write(first ? [] : ","u8);
        output.Write(name);
        first = false;
    }
}
