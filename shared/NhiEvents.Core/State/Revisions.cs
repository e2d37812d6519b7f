namespace NhiEvents.Core.State;

/// <summary>Numbers of announcements: the greater one is the newer one.</summary>
internal static class Revisions
{
    /// <summary>
    /// One more than the last. Where there is no row, because there never was one or it has ended: the seconds since 1970, which is more than any number that a row
    /// had which ended weeks ago, so that whoever still remembers one hears of the new one.
    /// </summary>
    public static long Next(long? last, DateTimeOffset now) => last is { } known ? known + 1 : now.ToUnixTimeSeconds();
}
