using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Xml;

namespace NhiEvents.Core.Events;

/// <summary>Windows events as XML: what <c>wevtutil qe /f:xml</c>, the Event Viewer and Splunk write, one after the other or in one root element.</summary>
/// <remarks>Types of documents, entities of their own and anything outside the text are never read.</remarks>
internal static class XmlEvents
{
    /// <summary>Bytes at a text's end with which an event may begin or end.</summary>
    private const int Overlap = 8;

    private const int MaxDepth = 32;

    private static readonly byte[] Open = [.. "<Event"u8];

    private static readonly byte[] Close = [.. "</Event>"u8];

    private static readonly byte[] LockedOut = [.. "4740"u8];

    private static readonly string[] Texts = ["EventID", "EventRecordID", "Computer", "Channel"];

    /// <summary>Whether a text may be XML; the second as one copies it from the Event Viewer.</summary>
    public static bool MayStart(ReadOnlySpan<byte> text) => text.StartsWith("<"u8) || text.StartsWith("- <"u8);

    /// <summary>Why a text that may be XML holds no events.</summary>
    public static string WhyNone(ReadOnlySpan<byte> text) => text[..Math.Min(text.Length, 512)].IndexOf("<Objs"u8) >= 0
        ? "PowerShell's own XML (Export-Clixml); give ConvertTo-Json -Depth 10"
        : "XML without events of Windows";

    /// <summary>Where the first event starts; -1 when none does.</summary>
    public static int Start(ReadOnlySpan<byte> text)
    {
        for (var at = 0; text[at..].IndexOf(Open) is var step and >= 0; at += step + Open.Length)
        {
            if (IsStart(text[(at + step)..]))
            {
                return at + step;
            }
        }

        return -1;
    }

    /// <summary>The event, or the damage, at the start of the text; null when only something between events is there.</summary>
    /// <param name="length">Bytes of either.</param>
    public static LogItem? Next(ReadOnlySpan<byte> text, bool final, long position, out int length)
    {
        var window = text[..Math.Min(text.Length, SignInReader.MaxRecordBytes)];
        final &= window.Length == text.Length;
        var start = Start(window);
        if (start != 0)
        {
            length = start > 0 ? start : final ? window.Length : window.Length - Overlap;
            return null;
        }

        var item = Read(window, final, position);
        length = item.Length;
        return item;
    }

    private static LogItem Read(ReadOnlySpan<byte> text, bool final, long position)
    {
        var end = text.IndexOf(Close);
        if (end < 0)
        {
            var (reason, detail) = final ? (RejectReasons.NotJson, "the text ends inside an event") : (RejectReasons.TooLarge, $"an event without end; the limit is {SignInReader.MaxRecordBytes} bytes");
            return new LogItem(position, final ? text.Length : text.Length - Overlap, new ReadResult.Unreadable(reason, detail, 0), null, IsWhole: false);
        }

        // Events are in no other events: what begins before the end of the last was cut.
        var last = LastStart(text[..end]);
        return last > 0
            ? new LogItem(position, last, new ReadResult.Unreadable(RejectReasons.NotJson, "an event without end", 0), null, IsWhole: false)
            : new LogItem(position, end + Close.Length, Read(text[..(end + Close.Length)]), RowFormat.Xml, IsWhole: true);
    }

    /// <summary>Appends an event, or its data alone, as a JSON object.</summary>
    /// <returns>False when it is no XML.</returns>
    public static bool TryWrite(ReadOnlySpan<byte> xml, IBufferWriter<byte> output)
    {
        var values = new Dictionary<string, string>();
        var (named, unnamed) = (new Dictionary<string, string>(), new List<string>());
        try
        {
            Collect(Encoding.UTF8.GetString(xml), values, named, unnamed);
        }
        catch (XmlException)
        {
            return false;
        }

        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        WriteTexts(json, values);
        json.WriteStartObject("EventData");
        WriteTexts(json, named);
        json.WriteEndObject();
        if (named.Count == 0 && unnamed.Count > 0)
        {
            json.WriteStartArray("StringInserts");
            unnamed.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        return true;
    }

    private static int LastStart(ReadOnlySpan<byte> text)
    {
        var at = text.LastIndexOf(Open);
        while (at >= 0 && !IsStart(text[at..]))
        {
            at = text[..at].LastIndexOf(Open);
        }

        return at;
    }

    /// <summary>An element of exactly this name.</summary>
    private static bool IsStart(ReadOnlySpan<byte> text) => text[Open.Length..] is [(byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'>', ..];

    private static ReadResult Read(ReadOnlySpan<byte> xml)
    {
        if (xml.IndexOf(LockedOut) < 0)
        {
            return new ReadResult.NotForUs(OtherLogs.Windows);
        }

        var json = new ArrayBufferWriter<byte>();
        return TryWrite(xml, json) ? TableRows.Placed(EventReader.Read(json.WrittenSpan)) : new ReadResult.Unreadable(RejectReasons.NotJson, "the event is no XML", 0);
    }

    private static void Collect(string xml, Dictionary<string, string> values, Dictionary<string, string> named, List<string> unnamed)
    {
        using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true });
        var (into, name) = (values, "");
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.Depth >= MaxDepth:
                    throw new XmlException("too deep");
                case XmlNodeType.Element:
                    (into, name) = reader.LocalName == "Data" ? (named, reader.GetAttribute("Name") ?? "") : (values, Texts.Contains(reader.LocalName) ? reader.LocalName : "");
                    if (reader.LocalName == "TimeCreated" && reader.GetAttribute("SystemTime") is { } time)
                    {
                        values.TryAdd(reader.LocalName, time);
                    }

                    if (reader.IsEmptyElement)
                    {
                        (into, name) = (values, "");
                    }

                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when name.Length > 0:
                    into.TryAdd(name, reader.Value);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when into == named:
                    unnamed.Add(reader.Value);
                    break;
                case XmlNodeType.EndElement:
                    (into, name) = (values, "");
                    break;
                default:
                    break;
            }
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, Dictionary<string, string> texts)
    {
        foreach (var (name, text) in texts)
        {
            json.WriteString(name, text);
        }
    }
}
