using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>An account that has worked at home for twenty days, and what comes from elsewhere.</summary>
internal static class Elsewhere
{
    public const int Day = 24 * 60;

    public static SignIn[] TwentyDays { get; } = [.. Enumerable.Range(0, 20).SelectMany(day => new[] { Home(day * Day, 0), Home((day * Day) + 60, 0) })];

    public static SignIn Home(int minute, int code) => SignIns.User(minute, code) with { Key = $"h{minute:00000}{code}", AutonomousSystemNumber = 64501, Country = "DE" };

    public static SignIn Away(int minute, int code) => SignIns.User(minute, code) with { Key = $"a{minute:00000}{code}", IpAddress = "203.0.113.9", AutonomousSystemNumber = 64999, Country = "XK" };

    /// <summary>Whether the events give the same documents in their order and in any other, in batches and twice.</summary>
    public static async Task<bool> SameDocumentsAsync(SignIn[] events, int seed)
    {
        using var plain = new DetectionWorld();
        await plain.DeliverAsync([.. events.OrderBy(signIn => signIn.At)]);
        await plain.RunAllDeadlinesAsync();

        var random = new Random(seed);
        var shuffled = events.Concat(events.Where(_ => random.Next(4) == 0)).ToArray();
        random.Shuffle(shuffled);
        using var world = new DetectionWorld();
        foreach (var batch in shuffled.GroupBy(_ => random.Next(8)))
        {
            await world.DeliverAsync([.. batch]);
        }

        await world.RunAllDeadlinesAsync();
        return await plain.DocumentsAsync() == await world.DocumentsAsync();
    }
}
