using NhiEvents.Core.Detection.Timelines;

namespace NhiEvents.Local.Report;

/// <summary>One identity over time: a lane of successes above a lane of failures, so that it reads without colour too.</summary>
internal static class Strip
{
    /// <summary>With lane names, times, and what happened in each slot on hover.</summary>
    public static void Write(HtmlWriter html, IdentityTimeline timeline, Axis axis)
    {
        using (html.Open("figure", "strip"))
        {
            using (html.Open("div", "lanes", ("aria-hidden", "true")))
            {
                html.Element("span", null, "Succeeded");
                html.Element("span", null, "Failed");
            }

            using (html.Open("div", "plot"))
            {
                using (OpenDrawing(html, "strip-lanes", timeline, axis))
                {
                    foreach (var slot in timeline.Slots)
                    {
                        using (html.Open("g"))
                        {
                            html.Element("title", null, $"{axis.SlotName(slot.Index)} UTC: {Words.Number(slot.Successes)} succeeded, {Words.Number(slot.Failures + slot.Denied + slot.LockedOut)} failed");
                            WriteCell(html, axis, slot.Index, slot.Index, slot.Successes > 0, Failed(slot));
                        }
                    }
                }

                axis.Write(html);
            }
        }
    }

    /// <summary>Small, for a cell of a table; neighbours that look the same are one shape.</summary>
    public static void WriteSmall(HtmlWriter html, IdentityTimeline timeline, Axis axis)
    {
        using (OpenDrawing(html, "strip-small", timeline, axis))
        {
            for (var i = 0; i < timeline.Slots.Count;)
            {
                var first = timeline.Slots[i];
                var last = first;
                for (i++; i < timeline.Slots.Count && LooksLike(first, timeline.Slots[i]) && timeline.Slots[i].Index == last.Index + 1; i++)
                {
                    last = timeline.Slots[i];
                }

                WriteCell(html, axis, first.Index, last.Index, first.Successes > 0, Failed(first));
            }
        }
    }

    private static HtmlWriter.Scope OpenDrawing(HtmlWriter html, string css, IdentityTimeline timeline, Axis axis)
    {
        var title = html.NextId("strip");
        var drawing = html.Open("svg", css, ("role", "img"), ("aria-labelledby", title));
        html.Element("title", null, $"Succeeded in {Slots(timeline.Slots.Count(slot => slot.Successes > 0), axis)}, failed in {Slots(timeline.Slots.Count(Failed), axis)}", ("id", title));
        html.Void("rect", "track", ("x", "0"), ("width", "100%"), ("y", "0"), ("height", "46%"));
        html.Void("rect", "track", ("x", "0"), ("width", "100%"), ("y", "54%"), ("height", "46%"));
        return drawing;
    }

    private static string Slots(int count, Axis axis) => $"{count} of {axis.Count} slots of one {axis.Unit}";

    private static bool LooksLike(TimelineSlot one, TimelineSlot other) => one.Successes > 0 == other.Successes > 0 && Failed(one) == Failed(other);

    private static bool Failed(TimelineSlot slot) => slot.Failures + slot.Denied + slot.LockedOut > 0;

    private static void WriteCell(HtmlWriter html, Axis axis, int from, int to, bool succeeded, bool failed)
    {
        var (x, width) = axis.Stretch(from, to);
        if (succeeded)
        {
            html.Void("rect", "ok", ("x", x), ("width", width), ("y", "0"), ("height", "46%"));
        }

        if (failed)
        {
            html.Void("rect", "fail", ("x", x), ("width", width), ("y", "54%"), ("height", "46%"));
        }
    }
}
