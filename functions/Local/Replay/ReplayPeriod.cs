using System.Globalization;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Replay;

/// <summary>Which rows a replay counts. Who is non-human is decided over all rows, whatever the period.</summary>
/// <remarks>
/// Rows before <paramref name="Since"/> and failures after <paramref name="Until"/> do not exist. A success up to <paramref name="AnswerWithin"/> after the end is
/// still read, because it answers a challenge of the period; what nobody answered within the input counts as unanswered, as at the end of every input.
/// </remarks>
/// <param name="Since">The first instant that counts; null for all.</param>
/// <param name="Until">The last instant that counts; null for all.</param>
internal sealed record ReplayPeriod(DateTimeOffset? Since, DateTimeOffset? Until, TimeSpan AnswerWithin)
{
    /// <summary>The calendar's last; an end in it has nothing behind it to read answers from.</summary>
    private const int LastYear = 9999;

    public bool IsAll => Since is null && Until is null;

    public bool Keeps(DateTimeOffset at, bool succeeded) => !(at < Since) && !(at > (succeeded ? Until + AnswerWithin : Until));

    /// <param name="last">The last row of the input, whoever's: what relative times count from.</param>
    /// <exception cref="HostRefusalException">A time cannot be read, or the period is empty; both faults are named.</exception>
    public static ReplayPeriod Parse(string? since, string? until, DateTimeOffset last, TimeSpan answerWithin)
    {
        var faults = new List<string>();
        var period = new ReplayPeriod(Time("--since", since, last, endOfDay: false, faults), Time("--until", until, last, endOfDay: true, faults), answerWithin);
        if (period.Since > period.Until)
        {
            faults.Add($"--since {since} is after --until {until}: no row is in between");
        }

        return faults.Count == 0 ? period : throw new HostRefusalException(string.Join("; ", faults) + ".");
    }

    private static DateTimeOffset? Time(string option, string? text, DateTimeOffset last, bool endOfDay, List<string> faults)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length > 1 && long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && UnitOf(text[^1]) is { } unit)
        {
            if (count <= (last - DateTimeOffset.MinValue).Ticks / unit.Ticks)
            {
                return last - (unit * count);
            }
        }
        else if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year < LastYear)
        {
            var start = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
            return endOfDay ? start + TimeSpan.FromDays(1) - TimeSpan.FromTicks(1) : start;
        }
        else if (text.Contains('T') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && time.Year < LastYear)
        {
            return time;
        }

        faults.Add($"{option} {text} is no time: write 2026-03-02, 2026-03-02T06:00:00Z, or 7d, 24h, 30m before the last row");
        return null;
    }

    private static TimeSpan? UnitOf(char unit) => unit switch
    {
        'd' => TimeSpan.FromDays(1),
        'h' => TimeSpan.FromHours(1),
        'm' => TimeSpan.FromMinutes(1),
        _ => null,
    };
}
