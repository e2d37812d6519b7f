using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts.Events;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>An account that has worked at home for twenty days, and what comes from elsewhere.</summary>
internal static class Elsewhere
{
    public const int Day = 24 * 60;

    public static SignIn[] TwentyDays { get; } = [.. Enumerable.Range(0, 20).SelectMany(day => new[] { Home(day * Day, 0), Home((day * Day) + 60, 0) })];

    public static SignIn Home(int minute, int code) => SignIns.User(minute, code) with { Key = $"h{minute:00000}{code}", AutonomousSystemNumber = 64501, Country = "DE" };

    public static SignIn Away(int minute, int code) => SignIns.User(minute, code) with { Key = $"a{minute:00000}{code}", IpAddress = "203.0.113.9", AutonomousSystemNumber = 64999, Country = "XK" };

    /// <summary>Tries events by number, after the twenty days, in their order and in any other.</summary>
    public static void HoldsInAnyOrder(int most, Func<int, SignIn> any) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(12)).WithEndSize(most),
            Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ArrayOf().ToArbitrary(), Gen.Choose(0, 1_000_000).ToArbitrary(), (numbers, seed) => SameDocumentsAsync([.. TwentyDays, .. numbers.Select(any)], seed).GetAwaiter().GetResult()));

    /// <summary>Whether the events give the same documents in their order and in any other, in batches and twice.</summary>
    private static async Task<bool> SameDocumentsAsync(SignIn[] events, int seed)
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
