namespace NhiEvents.Embedded.Sqlite;

/// <summary>When Event Grid tries again (https://learn.microsoft.com/azure/event-grid/delivery-and-retry), without its random part.</summary>
internal static class EventGridRetry
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromHours(12),
    ];

    /// <summary>The next attempt, from the time of the failure; null when it would come after the time to live.</summary>
    /// <param name="failed">Failures so far, this one included.</param>
    public static DateTimeOffset? Next(int failed, DateTimeOffset now, DateTimeOffset publishedAt, TimeSpan timeToLive)
    {
        var next = now + Pauses[Math.Min(failed, Pauses.Length) - 1];
        return next <= publishedAt + timeToLive ? next : null;
    }
}
