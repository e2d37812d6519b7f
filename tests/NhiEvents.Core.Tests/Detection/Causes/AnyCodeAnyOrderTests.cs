using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>Findings are a function of the set of events: all codes, kinds, refusals, changes in Azure, orders, batches and copies.</summary>
public sealed class AnyCodeAnyOrderTests
{
    private static readonly int[] Codes = [.. ErrorCodeTable.Shipped.Codes.Select(code => code.Code), 987654321];

    /// <summary>Those whose verdict depends on other events.</summary>
    private static readonly int[] Entangled = [0, 0, 0, 50053, 50053, 50126, 50126, 50057, 700016, 700082, 80002, 50076, 65001];

    private static readonly Arbitrary<int[]> Numbers = Gen.Choose(0, int.MaxValue - 1).ArrayOf().ToArbitrary();

    [Theory]
    [InlineData(30)]
    [InlineData(120)]
    [InlineData(3000)]
    public void Any_order_duplication_and_batching_gives_the_same_documents(int minutes) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(20)).WithEndSize(80),
            Prop.ForAll(Numbers, Gen.Choose(0, 1_000_000).ToArbitrary(), (numbers, seed) => SameDocumentsAsync(numbers, minutes, seed).GetAwaiter().GetResult()));

    private static async Task<bool> SameDocumentsAsync(int[] numbers, int minutes, int seed)
    {
        Arrival[] events = [.. numbers.Select(number => EventOf(number, minutes))];
        using var plain = new DetectionWorld();
        await DeliverAsync(plain, events);
        await plain.RunAllDeadlinesAsync();

        var random = new Random(seed);
        var shuffled = events.Concat(events.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(shuffled);
        using var world = new DetectionWorld(SignIns.Start);
        foreach (var batch in shuffled.GroupBy(_ => random.Next(12)))
        {
            world.Time.Advance(TimeSpan.FromMinutes(random.Next(minutes)));
            await DeliverAsync(world, [.. batch]);
            if (random.Next(2) == 0)
            {
                await world.RunDeadlinesAsync(world.Time.GetUtcNow());
            }
        }

        await world.RunAllDeadlinesAsync();
        var open = (await world.FindingsAsync()).Select(finding => finding.Id).Order(StringComparer.Ordinal);
        var announced = (await world.AnnouncedAsync()).GroupBy(changed => changed.Finding.Id).Select(finding => finding.MaxBy(changed => changed.Revision)!)
            .Where(changed => changed.Finding.State is Contracts.Findings.FindingState.Open).Select(changed => changed.Finding.Id).Order(StringComparer.Ordinal);
        return await plain.DocumentsAsync() == await world.DocumentsAsync() && open.SequenceEqual(announced);
    }

    private static async Task DeliverAsync(DetectionWorld world, IReadOnlyList<Arrival> events)
    {
        await world.DeliverAsync([.. events.Select(arrival => arrival.SignIn).OfType<SignIn>()]);
        await world.DenyAsync([.. events.Select(arrival => arrival.Denied).OfType<ResourceDenied>()]);
        await world.ChangeAsync([.. events.Select(arrival => arrival.Changed).OfType<ResourceChanged>()]);
    }

    private static Arrival EventOf(int number, int minutes)
    {
        var code = number % 2 == 0 ? Entangled[number / 2 % Entangled.Length] : Codes[number / 2 % Codes.Length];
        var minute = number / 64 % (minutes * 4) / 4.0;
        if (number % 19 == 0)
        {
            return new Arrival(null, null, CauseWorld.Changed(minute, number % 3 == 0 ? "microsoft.storage/storageaccounts/delete" : "microsoft.compute/virtualmachines/write"));
        }

        if (number % 17 == 0)
        {
            return new Arrival(null, CauseWorld.Denied(minute, number % 3 == 0 ? "Microsoft.Storage/storageAccounts/delete" : "Microsoft.Compute/virtualMachines/write"), null);
        }

        var signIn = (number % 7) switch
        {
            0 or 1 => SignIns.App(minute, code, number % 3 == 0 ? "k1" : null),
            2 => CauseWorld.Identity(minute, code),
            _ => SignIns.User(minute, code),
        };
        var varied = signIn with
        {
            Key = $"{signIn.Key}{number % 2}",
            AppId = number % 11 == 0 ? "other" : signIn.AppId,
            ResourceId = number % 13 == 0 ? "797f4846-ba00-4fd7-ba43-dac1f8f63013" : signIn.ResourceId,
            AuthenticationRequirement = "singleFactorAuthentication",
            MfaSatisfied = code == 0 && number % 5 == 0,
            DemandedBy = number % 4 == 0 ? ["user"] : [],
            Policies = number % 9 == 0 ? [new AppliedPolicy($"p{number % 2}", null, "failure", false)] : [],
            Evidence = number % 97 == 0 && signIn.Kind is SignInKind.NonInteractiveUser ? [.. signIn.Evidence, EvidenceKinds.Registered] : signIn.Evidence,
            FailureReason = (number % 3) switch { 0 => CauseWorld.Locked, 1 => CauseWorld.MaliciousIp, _ => null },
        };
        return new Arrival(varied, null, null);
    }

    private sealed record Arrival(SignIn? SignIn, ResourceDenied? Denied, ResourceChanged? Changed);
}
