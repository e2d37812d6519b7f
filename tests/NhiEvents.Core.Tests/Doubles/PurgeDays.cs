using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Doubles;

/// <summary>Days on which a timer fires every hour.</summary>
internal static class PurgeDays
{
    /// <returns>What the day's calls come to.</returns>
    public static async Task<int> PurgeForADayAsync(this ManualTime time, Func<CancellationToken, Task<int>> purge)
    {
        var purged = 0;
        for (var hour = 0; hour < 24; hour++)
        {
            time.Advance(TimeSpan.FromHours(1));
            purged += await purge(TestContext.Current.CancellationToken);
        }

        return purged;
    }
}
