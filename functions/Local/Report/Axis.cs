using System.Globalization;
using NhiEvents.Core.Detection.Timelines;

namespace NhiEvents.Local.Report;

/// <summary>Time across the page: every drawing has the same slots and so the same axis. Positions are percentages, so a drawing fits any width and its text stays readable.</summary>
internal sealed class Axis(TimelineScale scale)
{
    /// <summary>More would not fit on a phone.</summary>
    private const int MaxLabels = 5;

    /// <summary>A label further right would be cut off.</summary>
    private const double LastLabelAt = 0.9;

    /// <summary>Few slots are drawn no wider than this share of the whole.</summary>
    private const int FewestSlots = 16;

    private static readonly int[] HourSteps = [1, 2, 3, 6, 12, 24, 48];
    private static readonly int[] DaySteps = [1, 2, 3, 4, 7, 14, 28];

    public string Unit => scale.Width switch
    {
        { TotalHours: 1 } => "hour",
        { TotalDays: 1 } => "day",
        var several => $"{(int)several.TotalDays} days",
    };

    public int Count => scale.Count;

    public static string Percent(double share) => (share * 100).ToString("0.###", CultureInfo.InvariantCulture) + "%";

    /// <summary>Left edge and width of a slot's bar, as percentages.</summary>
    /// <param name="fill">Share of the slot that the bar takes.</param>
    public (string X, string Width) Bar(int index, double fill)
    {
        var width = fill / Math.Max(scale.Count, FewestSlots);
        return (Percent(((index + 0.5) / scale.Count) - (width / 2)), Percent(width));
    }

    /// <summary>From the left edge of one slot to the right edge of another.</summary>
    public (string X, string Width) Stretch(int from, int to) => (Percent((double)from / scale.Count), Percent((to - from + 1.0) / scale.Count));

    public string SlotName(int index)
    {
        var start = scale.StartOf(index).UtcDateTime;
        return start.ToString(scale.Width.TotalHours <= 1 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd", CultureInfo.InvariantCulture)
            + (scale.Width.TotalDays > 1 ? $", {(int)scale.Width.TotalDays} days" : "");
    }

    /// <summary>The line of times below a drawing. For the eye only: the drawing's description and its table say the same.</summary>
    public void Write(HtmlWriter html)
    {
        using (html.Open("svg", "axis", ("aria-hidden", "true")))
        {
            var hourly = scale.Width.TotalHours <= 1;
            var step = (hourly ? HourSteps : DaySteps).FirstOrDefault(step => (scale.Count + step - 1) / step <= MaxLabels, (scale.Count + MaxLabels - 1) / MaxLabels);
            string? day = null;
            for (var index = 0; index < scale.Count; index += step)
            {
                var share = (double)index / scale.Count;
                if (share > LastLabelAt)
                {
                    break;
                }

                var start = scale.StartOf(index).UtcDateTime;
                var date = start.ToString("d MMM", CultureInfo.InvariantCulture);
                var text = !hourly ? date : date == day ? start.ToString("HH:mm", CultureInfo.InvariantCulture) : start.ToString("d MMM HH:mm", CultureInfo.InvariantCulture);
                day = date;
                html.Void("line", "tick", ("x1", Percent(share)), ("x2", Percent(share)), ("y1", "0"), ("y2", "5"));
                html.Element("text", null, text, ("x", Percent(share)), ("y", "18"));
            }
        }
    }
}
