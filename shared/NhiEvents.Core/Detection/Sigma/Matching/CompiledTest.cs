using System.Diagnostics;
using System.Globalization;
using NhiEvents.Core.Detection.Sigma.Rules;

namespace NhiEvents.Core.Detection.Sigma.Matching;

/// <summary>One test of one field, shared by all rules that ask the same.</summary>
/// <param name="Slot">The field; -1 for the whole event.</param>
/// <param name="Regex">Of a <see cref="ValueTest.Expression"/>.</param>
/// <param name="OtherSlot">Of a <see cref="ValueTest.LikeField"/>.</param>
internal sealed record CompiledTest(int Slot, ValueTest Value, SafeRegex? Regex, int OtherSlot)
{
    /// <param name="tookTooLong">Grows when a regular expression was given up.</param>
    public bool Holds(RowView row, ref int tookTooLong)
    {
        if (Slot < 0)
        {
            // Apart, because a pattern must not begin in one and end in the other.
            return HoldsOf(row.Raw, row, ref tookTooLong) || (!row.Unescaped.IsEmpty && HoldsOf(row.Unescaped, row, ref tookTooLong));
        }

        var isThere = false;
        for (var at = row.First(Slot); at >= 0; at = row[at].Next)
        {
            ref readonly var value = ref row[at];
            if (Value is ValueTest.Exists || (!value.IsNull && Value is not ValueTest.IsNull && HoldsOf(row.TextOf(value), row, ref tookTooLong)))
            {
                return true;
            }

            isThere |= !value.IsNull;
        }

        return Value is ValueTest.IsNull && !isThere;
    }

    private bool HoldsOf(ReadOnlySpan<char> text, RowView row, ref int tookTooLong)
    {
        switch (Value)
        {
            case ValueTest.Text { Pattern: var pattern }:
                return pattern.Matches(text);
            case ValueTest.Expression:
                var found = Regex!.IsMatch(text, out var gaveUp);
                tookTooLong += gaveUp ? 1 : 0;
                return found;
            case ValueTest.InNetwork { Range: var range }:
                return range.Contains(text);
            case ValueTest.Compares compares:
                return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Compare(compares, number);
            case ValueTest.TimeIs time:
                return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) && PartOf(at, time.Part) == time.Number;
            case ValueTest.LikeField other:
                return IsLikeOther(text, other, row);
            default:
                throw new UnreachableException();
        }
    }

    private static bool Compare(ValueTest.Compares test, decimal number) => test.How switch
    {
        Comparison.Less => number < test.With,
        Comparison.LessOrEqual => number <= test.With,
        Comparison.Greater => number > test.With,
        Comparison.GreaterOrEqual => number >= test.With,
    };

    private static int PartOf(DateTimeOffset at, TimePart part) => part switch
    {
        TimePart.Minute => at.Minute,
        TimePart.Hour => at.Hour,
        TimePart.Day => at.Day,
        TimePart.Week => ISOWeek.GetWeekOfYear(at.DateTime),
        TimePart.Month => at.Month,
        TimePart.Year => at.Year,
    };

    private bool IsLikeOther(ReadOnlySpan<char> text, ValueTest.LikeField test, RowView row)
    {
        var comparison = test.IsCased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        for (var at = row.First(OtherSlot); at >= 0; at = row[at].Next)
        {
            var other = row.TextOf(row[at]);
            var holds = !row[at].IsNull && test.Shape switch
            {
                TextShape.Start => text.StartsWith(other, comparison),
                TextShape.End => text.EndsWith(other, comparison),
                TextShape.Anywhere => text.Contains(other, comparison),
                _ => text.Equals(other, comparison),
            };
            if (holds)
            {
                return true;
            }
        }

        return false;
    }
}
