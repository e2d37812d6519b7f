using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts.Events;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Detection;

public sealed class AnyOrderTests
{
    private static readonly int[] Codes = [0, 0, 0, 50076, 50076, 50058, 50058, 7000222, 50126, 987654321, 987654322, 53003];

    private static readonly Arbitrary<int[]> Numbers = Gen.Choose(0, int.MaxValue - 1).ArrayOf().ToArbitrary();

    [Fact]
    public void Any_order_duplication_and_batching_gives_the_same_documents() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(25)).WithEndSize(80),
            Prop.ForAll(Numbers, Gen.Choose(0, 1_000_000).ToArbitrary(), (numbers, seed) => SameDocumentsAsync([.. numbers.Select(Event)], seed).GetAwaiter().GetResult()));

    [Fact]
    public void Overflowing_hours_are_the_same_in_any_order() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1),
            Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed => SameDocumentsAsync([.. Enumerable.Range(0, 6000).Select(i => Event(i * 7919) with { Key = $"k{i}", At = SignIns.Start.AddMilliseconds(i * 500) })], seed, batches: 6).GetAwaiter().GetResult()));

    private static async Task<bool> SameDocumentsAsync(SignIn[] events, int seed, int batches = 12)
    {
        using var plain = new DetectionWorld();
        await plain.DeliverAsync([.. events.OrderBy(signIn => signIn.At)]);
        await plain.RunAllDeadlinesAsync();

        var random = new Random(seed);
        var shuffled = events.Concat(events.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(shuffled);
        using var world = new DetectionWorld(SignIns.Start);
        foreach (var batch in shuffled.GroupBy(_ => random.Next(batches)))
        {
            world.Time.Advance(TimeSpan.FromMinutes(random.Next(60)));
            await world.DeliverAsync([.. batch]);
            if (random.Next(2) == 0)
            {
                await world.RunDeadlinesAsync(world.Time.GetUtcNow());
            }
        }

        await world.RunAllDeadlinesAsync();
        return await plain.DocumentsAsync() == await world.DocumentsAsync();
    }

    private static SignIn Event(int number)
    {
        var code = Codes[number % Codes.Length];
        var minute = number / 16 % 480 / 2.0;
        var signIn = (number % 5) switch
        {
            0 => SignIns.App(minute, code, number % 3 == 0 ? "k1" : null),
            1 => SignIns.Human(minute, code),
            2 => SignIns.User(minute, code, "11111111-0000-4000-8000-000000000002"),
            _ => SignIns.User(minute, code),
        };
        return signIn with
        {
            Key = $"{signIn.Key}{number % 2}",
            ResourceId = number % 7 == 0 ? "other" : signIn.ResourceId,
            DemandedBy = number % 4 == 0 ? ["user"] : [],
            Evidence = signIn.Evidence.Count > 0 && number % 11 == 0 ? [.. signIn.Evidence, EvidenceKinds.ToolUserAgent] : signIn.Evidence,
            DisplayName = number % 13 == 0 ? null : $"{signIn.DisplayName}{number % 2}",
            UserAgent = $"agent/{number % 3}",
        };
    }
}
