using System.Buffers;

namespace NhiEvents.Core.Events;

/// <summary>A text of rows that is no JSON: CSV behind its headings, or Windows events in XML.</summary>
internal sealed class RowText(TableRows tables, RowFormat format)
{
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    private bool IsXml => format == RowFormat.Xml;

    /// <summary>What stands between rows.</summary>
    public SearchValues<byte> Blank => IsXml ? EnvelopeMember.Blank : LineEnds;

    /// <summary>The kind of text that begins here; null with <paramref name="fault"/> when it is none.</summary>
    /// <param name="length">Bytes before the first row.</param>
    public static RowText? Of(TableRows tables, ReadOnlySpan<byte> text, bool final, out int length, out string fault)
    {
        (length, fault) = (0, "neither JSON nor a table whose first line has headings of a log, which are English: of a portal in another language take the JSON");
        if (XmlEvents.MayStart(text))
        {
            fault = XmlEvents.WhyNone(text);
            return XmlEvents.Start(text) < 0 ? null : new RowText(tables, RowFormat.Xml);
        }

        return tables.ReadHeading(text, final, out length) is { } heading ? new RowText(tables, heading) : null;
    }

    /// <summary>Reads the row at the start of the text; null when only something between rows is there.</summary>
    /// <param name="length">Bytes of either.</param>
    public LogItem? Read(ReadOnlySpan<byte> text, bool final, long position, out int length)
    {
        if (IsXml)
        {
            return XmlEvents.Next(text, final, position, out length);
        }

        var item = tables.ReadCsv(text, final, position, format);
        length = item.Length;
        return item;
    }
}
