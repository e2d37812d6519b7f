using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Profiles;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>The profile of an identity: a set, bounded.</summary>
public sealed class ProfileTests
{
    private const int Day = 24 * 60;

    [Fact]
    public void It_is_at_most_4_KB_whatever_a_client_sends()
    {
        foreach (var name in (string[])[new string('x', 300), new string('é', 300), new string('"', 300)])
        {
            var profile = Enumerable.Range(0, 400).Aggregate(Profile.Empty, (known, number) => known.With(Hostile(number, name)).With(Hostile(number, name) with { At = SignIns.Start.AddDays(number * 70).AddMinutes(7), ErrorCode = 50126 }));
            profile = profile with { Counts = Enumerable.Range(0, 400).Aggregate(profile.Counts, (ring, hour) => ring.With(SignIns.Start.AddHours(hour), 4000, 4000)) };

            Assert.True(Json(profile).Length is > 2500 and <= 4096, $"{Json(profile).Length} bytes: places {Size(profile.Places)}, habits {Size(profile.Habits)}, jobs {Size(profile.Jobs)}, keys {Size(profile.Keys)}, counts {Size(profile.Counts)}");
        }
    }

    [Fact]
    public void It_is_the_same_in_any_order_and_with_repetitions() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(50)).WithEndSize(80),
            Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ArrayOf().ToArbitrary(), Gen.Choose(0, 1_000_000).ToArbitrary(), (numbers, seed) =>
            {
                var rows = numbers.Select(Any).ToArray();
                var shuffled = rows.Concat(rows.Where(row => row.Key.GetHashCode(StringComparison.Ordinal) % 3 == 0)).ToArray();
                new Random(seed).Shuffle(shuffled);
                return Json(rows.OrderBy(row => row.At).Aggregate(Profile.Empty, (known, row) => known.With(row))).SequenceEqual(Json(shuffled.Aggregate(Profile.Empty, (known, row) => known.With(row))));
            }));

    [Fact]
    public void What_is_stored_is_read_again_as_it_was()
    {
        var profile = Enumerable.Range(0, 60).Select(Any).Aggregate(Profile.Empty, (known, row) => known.With(row));

        var read = JsonSerializer.Deserialize<Profile>(Json(profile), DetectionJson.Default.Profile)!;

        Assert.Equal(Json(profile), Json(read));
        Assert.True(ReferenceEquals(read.Places, Enumerable.Range(0, 60).Select(Any).Aggregate(read, (known, row) => known.With(row)).Places));
    }

    [Fact]
    public void The_ring_counts_the_last_week_and_forgets_what_is_older()
    {
        var ring = HourRing.Empty.With(SignIns.Start, 5, 0).With(SignIns.Start.AddHours(1), 0, 9);

        Assert.Equal(((4, 0), (0, 8)), (ring.At(SignIns.Start), ring.At(SignIns.Start.AddHours(1))));
        Assert.Same(ring, ring.With(SignIns.Start, 6, 0));
        Assert.Equal((0, 0), ring.With(SignIns.Start.AddHours(HourRing.Hours), 1, 1).At(SignIns.Start));
        Assert.Equal((0, 8), ring.With(SignIns.Start.AddHours(HourRing.Hours), 1, 1).At(SignIns.Start.AddHours(1)));
        Assert.Equal((0, 0), ring.With(SignIns.Start.AddHours(HourRing.Hours + 1), 1, 1).At(SignIns.Start.AddHours(1)));
        Assert.Same(ring, ring.With(SignIns.Start.AddDays(-9), 1, 1));
    }

    private static int Size<T>(T part) => JsonSerializer.SerializeToUtf8Bytes(part, JsonSerializerOptions.Web).Length;

    private static byte[] Json(Profile profile) => JsonSerializer.SerializeToUtf8Bytes(profile, DetectionJson.Default.Profile);

    private static SignIn Hostile(int number, string name) => SignIns.User(number * 70 * Day, 0) with
    {
        Key = $"{number:x16}",
        Id = $"{number:00000000}-0000-4000-9000-000000000001",
        AppId = $"{number:00000000}-0000-4000-8000-00000000000{number % 3}",
        ResourceId = $"{number:00000000}-0000-4000-8000-000000000002",
        AppDisplayName = name,
        ResourceDisplayName = name,
        IpAddress = $"2001:db8:{number:x}:bbbb:cccc:dddd:eeee:ffff",
        AutonomousSystemNumber = int.MaxValue - number,
        Country = name,
        CredentialKeyId = $"{number:00000000}-0000-4000-8000-000000000009",
    };

    private static SignIn Any(int number) => SignIns.User((number / 64 % (40 * Day)) + 0.123456, number % 5 == 0 ? 50126 : 0) with
    {
        Key = $"{number % 100_000:x16}",
        Id = $"id-{number % 100_000}",
        AppId = $"33333333-0000-4000-8000-00000000000{number % 9}",
        ResourceId = $"44444444-0000-4000-8000-00000000000{number % 4}",
        IpAddress = $"192.0.{number % 11}.7",
        AutonomousSystemNumber = 64500 + (number % 7),
        Country = "DE",
        CredentialKeyId = number % 3 == 0 ? $"k{number % 6}" : null,
    };
}
