using NhiEvents.Core.Events;

namespace NhiEvents.Core.Ingest;

/// <summary>Rows of log messages that are known before they are delivered: read while the machine does something else.</summary>
public sealed class RowsAhead
{
    private readonly ReadAhead<IReadOnlyList<LogItem>> _messages = new(Read);

    /// <inheritdoc cref="ReadAhead{T}.Begin"/>
    public void Begin(ReadOnlyMemory<byte> message) => _messages.Begin(message);

    internal IReadOnlyList<LogItem> Of(ReadOnlyMemory<byte> message) => _messages.Of(message);

    internal static IReadOnlyList<LogItem> Read(ReadOnlyMemory<byte> message)
    {
        var (splitter, rows) = (new RecordSplitter(), new List<LogItem>());
        while (splitter.Next(message.Span[(int)splitter.Position..], final: true, out var row))
        {
            rows.Add(row);
        }

        return rows;
    }
}
