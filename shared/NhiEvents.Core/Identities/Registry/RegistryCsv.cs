using System.Text;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Identities.Registry;

/// <summary>The registry as CSV: comma or semicolon, quotes where needed, a header; empty lines and lines that begin with # are passed over.</summary>
internal static class RegistryCsv
{
    public static IReadOnlyList<RegistryRow> Read(ReadOnlySpan<byte> text, List<InputFault> faults, SortedSet<string> ignored)
    {
        var rows = new List<RegistryRow>();
        IReadOnlyList<RegistryColumn?>? header = null;
        var headerEnd = text.IndexOf((byte)'\n');
        var first = headerEnd < 0 ? text : text[..headerEnd];
        var separator = first.Count((byte)';') > first.Count((byte)',') ? (byte)';' : (byte)',';
        for (var line = 1; !text.IsEmpty;)
        {
            var length = CsvText.RowLength(text, final: true, separator);
            if (length < 0)
            {
                faults.Add(new InputFault(line, 1, "a quotation mark opens here or in this row, and nothing closes it"));
                break;
            }

            var row = text[..length];
            text = text[length..];
            var cells = CellsOf(row.TrimEnd("\r\n"u8), separator, line);
            var at = line;
            line += row.Count((byte)'\n');
            if (cells.All(cell => cell.Text.Trim().Length == 0) || cells[0].Text.StartsWith('#'))
            {
                continue;
            }

            if (header is null)
            {
                header = Header(cells, at, faults, ignored);
            }
            else
            {
                rows.Add(RowOf(header, cells, at, faults));
            }
        }

        return rows;
    }

    private static List<RegistryColumn?> Header(List<RegistryCell> cells, int line, List<InputFault> faults, SortedSet<string> ignored)
    {
        var header = new List<RegistryColumn?>();
        foreach (var cell in cells)
        {
            var column = RegistryColumns.Find(cell.Text);
            if (column is null && cell.Text.Trim().Length > 0)
            {
                ignored.Add(cell.Text.Trim());
            }
            else if (column is not null && header.Contains(column))
            {
                faults.Add(new InputFault(line, cell.Column, $"a second column for {column}"));
            }

            header.Add(column);
        }

        if (!header.Any(column => column is RegistryColumn.Identity or RegistryColumn.ObjectId or RegistryColumn.UserPrincipalName))
        {
            faults.Add(new InputFault(line, 1, "the header names no column for the identity; call one 'id' (object id or user principal name)"));
        }

        return header;
    }

    private static RegistryRow RowOf(IReadOnlyList<RegistryColumn?> header, List<RegistryCell> cells, int line, List<InputFault> faults)
    {
        if (cells.Count > header.Count)
        {
            faults.Add(new InputFault(line, cells[header.Count].Column, $"{cells.Count} cells, but the header names {header.Count}"));
        }

        var known = new Dictionary<RegistryColumn, RegistryCell>();
        foreach (var (column, cell) in header.Zip(cells))
        {
            if (column is { } named)
            {
                known.TryAdd(named, cell);
            }
        }

        return new RegistryRow(line, known);
    }

    private static List<RegistryCell> CellsOf(ReadOnlySpan<byte> row, byte separator, int line)
    {
        var cells = new List<RegistryCell>();
        var column = 1;
        for (var more = true; more;)
        {
            var cell = CsvText.NextCell(ref row, separator, out more);
            cells.Add(new RegistryCell(Encoding.UTF8.GetString(CsvText.Unquote(cell)), line, column));
            column += Encoding.UTF8.GetCharCount(cell) + 1;
        }

        return cells;
    }
}
