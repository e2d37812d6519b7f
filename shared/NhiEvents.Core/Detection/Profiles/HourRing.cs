using System.Text.Json.Serialization;

namespace NhiEvents.Core.Detection.Profiles;

/// <summary>About how many sign-ins succeeded and failed in each of the last hours: four bits each, the power of two that is not above the number.</summary>
/// <param name="Last">The latest hour, counted from the year 1.</param>
/// <param name="Cells">By hour modulo their number.</param>
internal sealed record HourRing([property: JsonPropertyName("h")] int Last, [property: JsonPropertyName("b")] byte[] Cells)
{
    /// <summary>A week, and a day in which rows may be late.</summary>
    public const int Hours = 8 * 24;

    private const int MaxPower = 15;

    public static HourRing Empty { get; } = new(0, new byte[Hours]);

    /// <summary>The ring with what an hour now holds; the same instance when that says nothing new. An hour that is too old is not kept.</summary>
    public HourRing With(DateTimeOffset hour, int successes, int failures)
    {
        var number = NumberOf(hour);
        var cell = (byte)((Power(successes) << 4) | Power(failures));
        if (number <= Last - Hours || (number <= Last && Cells[number % Hours] == cell))
        {
            return this;
        }

        var cells = Last == 0 || number - Last >= Hours ? new byte[Hours] : (byte[])Cells.Clone();
        for (var passed = Last + 1; passed < number && passed > number - Hours && Last != 0; passed++)
        {
            cells[passed % Hours] = 0;
        }

        cells[number % Hours] = cell;
        return new HourRing(Math.Max(Last, number), cells);
    }

    /// <summary>About how many succeeded and failed in an hour; nothing for hours that are forgotten.</summary>
    public (int Successes, int Failures) At(DateTimeOffset hour) =>
        NumberOf(hour) is var number && number <= Last && number > Last - Hours ? (Value(Cells[number % Hours] >> 4), Value(Cells[number % Hours] & MaxPower)) : default;

    private static int NumberOf(DateTimeOffset hour) => (int)(hour.UtcTicks / TimeSpan.TicksPerHour);

    private static int Power(int count) => count <= 0 ? 0 : Math.Min(MaxPower, 1 + int.Log2(count));

    private static int Value(int power) => power == 0 ? 0 : 1 << (power - 1);
}
