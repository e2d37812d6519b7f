using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Memory;

/// <summary>Lets the last few rows keep the documents that were read from them, so that memory holds all bodies but few documents.</summary>
internal sealed class RecentlyShown
{
    private const int Rows = 16_384;

    private readonly MemoryRow?[] _rows = new MemoryRow?[Rows];
    private int _next;

    public StateRow Show(MemoryRow row)
    {
        if (row.Shown is null)
        {
            Keep(row, new StateRow(row.Key, row.Body, row.ETag));
        }

        return row.Shown!;
    }

    public void Keep(MemoryRow row, StateRow shown)
    {
        if (row.Shown is null)
        {
            _rows[_next]?.Shown = null;
            _rows[_next] = row;
            _next = (_next + 1) % Rows;
        }

        row.Shown = shown;
    }
}
