using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>Shows a text to the splitter: at once, or in pieces as a file is.</summary>
internal static class Splitting
{
    public static List<LogItem> Items(ReadOnlyMemory<byte> text, string? category = null)
    {
        var splitter = new RecordSplitter(category);
        var items = new List<LogItem>();
        while (splitter.Next(text.Span[(int)splitter.Position..], final: true, out var item))
        {
            items.Add(item);
        }

        return items;
    }

    /// <param name="window">Bytes shown at a time.</param>
    public static List<LogItem> Items(ReadOnlySpan<byte> text, int window)
    {
        var splitter = new RecordSplitter();
        var items = new List<LogItem>();
        while (true)
        {
            var place = (int)splitter.Position;
            var shown = text.Slice(place, Math.Min(window, text.Length - place));
            var final = place + shown.Length == text.Length;
            if (splitter.Next(shown, final, out var item))
            {
                items.Add(item);
            }
            else if (final)
            {
                return items;
            }
            else
            {
                Assert.True(splitter.Position > place || shown.Length < RecordSplitter.Lookahead, "no progress");
            }
        }
    }
}
