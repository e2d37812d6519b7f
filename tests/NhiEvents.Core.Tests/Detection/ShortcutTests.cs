using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Findings;
using NhiEvents.Core.Detection.Governance;
using NhiEvents.Core.Detection.Verdicts;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>What saves a step work comes to the same as the work.</summary>
public sealed class ShortcutTests
{
    private static readonly string[] WithWords =
    [
        .. typeof(FindingNumbers).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)
            .Except([FindingNumbers.CredentialAdded, FindingNumbers.Unused, FindingNumbers.SourceSilent]),
    ];

    private static readonly int[] Codes = [50076, 50053, 50057, 53003, 65001, 50105, 50055, 700082, 7000222, 999999];

    private static readonly string[] Ways = [.. PlannedChanges.Shipped.All.Select(change => change.Id), "unknown"];

    [Fact]
    public void What_plainly_can_wait_can_wait_when_it_is_written_out()
    {
        var plain = new HashSet<string>();

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(4000)),
            Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
            {
                var random = new Random(seed);
                var cause = new RootCause(random.GetItems(WithWords, 1)[0]) { Code = random.GetItems([.. Codes, 4740], 1)[0], AppId = "app", Way = random.GetItems(Ways, 1)[0], PolicyIds = ["p1"], Origin = "AS64501" };
                var told = Part(cause, random, SignIns.Start, random.Next(1, 12));
                var now = random.Next(3) == 0 ? Part(cause, random, SignIns.Start, random.Next(1, 12)) : told.With(Part(cause, random, SignIns.Start.AddMinutes(30), 1) with { Codes = told.Codes, Apps = [], Policies = [] });
                var identity = Identity(random);
                if (!Growth.PlainlyCanWait(cause, told, now, identity.Facts?.Criticality))
                {
                    return true;
                }

                plain.Add(cause.Finding);
                return Growth.CanWait(cause, Shown(cause, told, identity), Shown(cause, now, identity));
            }));

        Assert.Equal(9, plain.Count);
    }

    [Fact]
    public void A_sum_in_which_an_hour_is_replaced_is_the_sum_of_all_hours()
    {
        var told = 0;

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(2000)),
            Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
            {
                var random = new Random(seed);
                var cause = new RootCause(FindingNumbers.ChallengeDemanded);
                var hours = Enumerable.Range(0, random.Next(1, 5)).ToDictionary(hour => SignIns.Start.AddHours(hour), hour => Part(cause, random, SignIns.Start.AddHours(hour), random.Next(1, 40)));
                var changed = random.GetItems([.. hours.Keys], 1)[0];
                var becomes = random.Next(4) == 0 ? Part(cause, random, changed, random.Next(1, 40)) : Later(hours[changed], random);
                var sum = Contribution.Sum(hours.Values)!.Replacing(changed, hours[changed], becomes);
                hours[changed] = becomes;
                told += sum is null ? 0 : 1;
                return sum is null || sum.SaysTheSameAs(Contribution.Sum(hours.Values)!);
            }));

        Assert.True(told > Repetitions.Of(2000) / 5, $"{told}"); // about a quarter
    }

    /// <summary>The hour with some failures more, of which it keeps the first and last few.</summary>
    private static Contribution Later(Contribution part, Random random)
    {
        var fresh = Enumerable.Range(1, random.Next(1, 8)).Select(place => Event(part.Last.AddSeconds(place), part.Codes[0])).ToList();
        var forgets = part.Events.Count > Contribution.EventsPerEnd ? part.Events.Where((_, place) => place != Contribution.EventsPerEnd) : part.Events;
        return part with { Count = part.Count + fresh.Count, Last = fresh[^1].At, Events = Contribution.Ends(forgets.Concat(fresh)) };
    }

    private static Contribution Part(RootCause cause, Random random, DateTimeOffset from, int count)
    {
        var code = random.GetItems(Codes, 1)[0];
        List<EvidenceEvent> events = [.. Enumerable.Range(0, count).Select(place => Event(from.AddSeconds((place * 60) + random.Next(30)), code))];
        return new Contribution(cause, count, random.Next(5) == 0, events[0].At, events[^1].At, Contribution.Ends(events), [code], random.Next(2) == 0 ? [] : ["Policy"], random.Next(2) == 0 ? ["App"] : ["Other"], ["Vault"])
        {
            Says = random.Next(4) == 0 ? [FailureReasonTable.Locked] : [],
            Computers = random.Next(4) == 0 ? ["PC-1"] : [],
        };
    }

    private static EvidenceEvent Event(DateTimeOffset at, int code) => new($"id-{at:O}", at, code) { IpAddress = $"192.0.2.{at.Second}" };

    private static IdentityRow Identity(Random random) => new(SignIns.Tenant, SignIns.Account, [random.Next(3) == 0 ? EvidenceKinds.ServicePrincipal : EvidenceKinds.Ropc], SignIns.Start, SignIns.Start, 0, 1)
    {
        Facts = random.Next(2) == 0 ? null : new IdentityFacts { Id = SignIns.Account, Criticality = random.Next(2) == 0 ? null : (Criticality)random.Next(4) },
        SpecialKind = random.Next(3) == 0 ? random.GetItems(Enum.GetValues<IdentityKind>(), 1)[0] : null,
    };

    private static Finding Shown(RootCause cause, Contribution total, IdentityRow identity) => FindingText.Show(new FindingFacts(cause, total, identity, ErrorCodeTable.Shipped), FindingState.Open);
}
