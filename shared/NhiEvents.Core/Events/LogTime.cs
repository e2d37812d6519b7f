using System.Buffers.Text;
using System.Text;

namespace NhiEvents.Core.Events;

/// <summary>Reads a time in every shape in which exports were seen; a time without an offset is UTC, as all of Azure Monitor is, never this machine's.</summary>
/// <remarks>
/// ISO with up to nine decimals, <c>Z</c>, an offset or none; the US form with or without a comma, decimals and AM or PM; the form with points; epoch seconds or
/// milliseconds; <c>/Date(…)/</c>; Kibana's <c>Mar 2, 2026 @ 08:00:00.000</c>. With slashes the month comes first, as Microsoft's exports write it.
/// </remarks>
internal static class LogTime
{
    private const int MaxLength = 64;

    private const int ShortMonth = 3;

    private static readonly byte[][] Months =
    [
        "January"u8.ToArray(), "February"u8.ToArray(), "March"u8.ToArray(), "April"u8.ToArray(), "May"u8.ToArray(), "June"u8.ToArray(), "July"u8.ToArray(),
        "August"u8.ToArray(), "September"u8.ToArray(), "October"u8.ToArray(), "November"u8.ToArray(), "December"u8.ToArray(),
    ];

    /// <summary>Seconds of the year 5138, milliseconds of the year 1973: a number above is milliseconds.</summary>
    private const long MaxSeconds = 100_000_000_000;

    public static bool TryRead(string? text, out DateTimeOffset at)
    {
        at = default;
        if (text is null || text.Length > MaxLength)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[MaxLength * 3];
        return TryRead(bytes[..Encoding.UTF8.GetBytes(text, bytes)], out at);
    }

    /// <param name="text">UTF-8.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out DateTimeOffset at)
    {
        at = default;
        if (text.Length > MaxLength * 3)
        {
            return false;
        }

        var rest = new Cursor(text);
        rest.Blanks();
        return TryRead(ref rest, out at);
    }

    private static bool TryRead(ref Cursor rest, out DateTimeOffset at)
    {
        at = default;
        if (rest.Month(out var named))
        {
            return TryNamed(ref rest, named, out at);
        }

        var wrapped = rest.Take("/Date("u8);
        var negative = rest.Take("-"u8);
        if (negative || !rest.Number(out var first, out var digits))
        {
            return false;
        }

        if (wrapped || rest.Length == 0 || digits > 8)
        {
            return TryEpoch(ref rest, first, wrapped, out at);
        }

        int year, month, day;
        if (digits == 4)
        {
            year = (int)first;
            if (!rest.Take("-"u8) && !rest.Take("/"u8) || !rest.Number(out month, 2) || !rest.Take("-"u8) && !rest.Take("/"u8) || !rest.Number(out day, 2))
            {
                return false;
            }
        }
        else
        {
            var points = rest.Take("."u8);
            if (!points && !rest.Take("/"u8) || !rest.Number(out var second, 2) || !rest.Take(points ? "."u8 : "/"u8) || !rest.Number(out year, 4) || year < 1000)
            {
                return false;
            }

            (month, day) = points ? (second, (int)first) : ((int)first, second);
        }

        return TryClock(ref rest, out var clock, out var offset) && TryMake(year, month, day, clock - offset, out at);
    }

    /// <summary>Behind the month's name: day, year and clock, with what Kibana writes between.</summary>
    private static bool TryNamed(ref Cursor rest, int month, out DateTimeOffset at)
    {
        at = default;
        if (!rest.Blanks() || !rest.Number(out var day, 2))
        {
            return false;
        }

        _ = rest.Take("st"u8) || rest.Take("nd"u8) || rest.Take("rd"u8) || rest.Take("th"u8);
        _ = rest.Take(","u8);
        if (!rest.Blanks() || !rest.Number(out var year, 4))
        {
            return false;
        }

        _ = rest.Take(" @"u8);
        return TryClock(ref rest, out var clock, out var offset) && TryMake(year, month, day, clock - offset, out at);
    }

    private static bool TryEpoch(ref Cursor rest, long number, bool wrapped, out DateTimeOffset at)
    {
        at = default;
        var milliseconds = number > MaxSeconds;
        var fraction = 0L;
        if (rest.Take("."u8) && !rest.Fraction(out fraction) || wrapped && !rest.Take(")/"u8) || rest.Length > 0 || number > MaxSeconds * 1000)
        {
            return false;
        }

        at = DateTimeOffset.UnixEpoch.AddTicks(milliseconds || wrapped ? number * TimeSpan.TicksPerMillisecond : (number * TimeSpan.TicksPerSecond) + fraction);
        return true;
    }

    private static bool TryClock(ref Cursor rest, out long ticks, out long offset)
    {
        (ticks, offset) = (0, 0);
        if (!rest.Take("T"u8) && !rest.Take("t"u8))
        {
            var comma = rest.Take(","u8);
            if (!rest.Blanks() && !comma)
            {
                return false;
            }
        }

        if (!rest.Number(out var hour, 2) || !rest.Take(":"u8) || !rest.Number(out var minute, 2))
        {
            return false;
        }

        var (seconds, fraction) = (0, 0L);
        if (rest.Take(":"u8) && !rest.Number(out seconds, 2) || rest.Take("."u8) && !rest.Fraction(out fraction))
        {
            return false;
        }

        rest.Blanks();
        var (morning, evening) = (rest.Take("AM"u8) || rest.Take("am"u8), rest.Take("PM"u8) || rest.Take("pm"u8));
        if ((morning || evening) && hour is 0 or > 12 || hour > 23 || minute > 59 || seconds > 59)
        {
            return false;
        }

        hour = morning && hour == 12 ? 0 : evening && hour < 12 ? hour + 12 : hour;
        ticks = (((hour * 60L) + minute) * TimeSpan.TicksPerMinute) + (seconds * TimeSpan.TicksPerSecond) + fraction;
        rest.Blanks();
        return TryOffset(ref rest, out offset);
    }

    private static bool TryOffset(ref Cursor rest, out long offset)
    {
        offset = 0;
        if (rest.Length == 0 || rest.Take("Z"u8) || rest.Take("z"u8) || rest.Take("UTC"u8))
        {
            return rest.Length == 0;
        }

        var west = rest.Take("-"u8);
        if (!west && !rest.Take("+"u8) || !rest.Number(out long hours, out var digits) || digits is not (2 or 4))
        {
            return false;
        }

        var minutes = digits == 4 ? (int)(hours % 100) : 0;
        hours = digits == 4 ? hours / 100 : hours;
        if (rest.Take(":"u8) && !rest.Number(out minutes, 2) || hours > 14 || minutes > 59)
        {
            return false;
        }

        offset = ((hours * 60) + minutes) * TimeSpan.TicksPerMinute * (west ? -1 : 1);
        return rest.Length == 0;
    }

    private static bool TryMake(int year, int month, int day, long clock, out DateTimeOffset at)
    {
        at = default;
        if (year is < 1000 or > 9000 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        at = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).AddTicks(clock);
        return true;
    }

    private ref struct Cursor(ReadOnlySpan<byte> text)
    {
        private ReadOnlySpan<byte> _rest = text.TrimEnd(" \t\r\n"u8);

        public readonly int Length => _rest.Length;

        public bool Take(ReadOnlySpan<byte> expected)
        {
            var taken = _rest.StartsWith(expected);
            _rest = taken ? _rest[expected.Length..] : _rest;
            return taken;
        }

        /// <summary>Blanks, and the narrow no-break space that newer Windows puts before AM and PM.</summary>
        public bool Blanks()
        {
            var before = _rest.Length;
            while (Take(" "u8) || Take("\u202F"u8) || Take("\u00A0"u8))
            {
            }

            return _rest.Length < before;
        }

        /// <summary>The English name of a month, whole or its first three letters.</summary>
        public bool Month(out int month)
        {
            month = 0;
            if (_rest is not [>= (byte)'A' and <= (byte)'Z', ..])
            {
                return false;
            }

            for (month = 1; month <= Months.Length; month++)
            {
                if (Take(Months[month - 1]) || Take(Months[month - 1].AsSpan(0, ShortMonth)))
                {
                    return true;
                }
            }

            return false;
        }

        public bool Number(out long value, out int digits)
        {
            var found = Utf8Parser.TryParse(_rest, out value, out digits) && digits <= 16 && value >= 0 && _rest[0] is >= (byte)'0' and <= (byte)'9';
            _rest = found ? _rest[digits..] : _rest;
            return found;
        }

        public bool Number(out int value, int maxDigits)
        {
            var found = Number(out long number, out var digits) && digits <= maxDigits;
            value = found ? (int)number : 0;
            return found;
        }

        /// <summary>Decimals of a second as ticks; what is finer is cut.</summary>
        public bool Fraction(out long ticks)
        {
            ticks = 0;
            var digits = _rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            digits = digits < 0 ? _rest.Length : digits;
            for (var i = 0; i < 7; i++)
            {
                ticks = (ticks * 10) + (i < digits ? _rest[i] - '0' : 0);
            }

            _rest = _rest[digits..];
            return digits is > 0 and <= 9;
        }
    }
}
