using System.Text.Json.Serialization;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Habits;
using NhiEvents.Core.Detection.Places;

namespace NhiEvents.Core.Detection.Profiles;

/// <summary>How an identity behaves: from where and how it works, when its jobs run, how often it fails. A function of the set of its sign-ins, not of their order; at most 4 KB as JSON.</summary>
/// <param name="Keys">The credentials that it has used with success, and when first; the earliest few.</param>
internal sealed record Profile(
    [property: JsonPropertyName("p")] PlaceHistory Places,
    [property: JsonPropertyName("w")] WorkHabits Habits,
    [property: JsonPropertyName("j")] IReadOnlyList<JobPath> Jobs,
    [property: JsonPropertyName("k")] IReadOnlyList<FirstSeen> Keys,
    [property: JsonPropertyName("c")] HourRing Counts)
{
    private const int MaxJobs = 3;

    private const int MaxKeys = 3;

    public static Profile Empty { get; } = new(PlaceHistory.Empty, WorkHabits.Empty, [], [], HourRing.Empty);

    /// <summary>The profile with one more sign-in; parts that it changes nothing of stay the same instances.</summary>
    public Profile With(SignIn row)
    {
        var learned = this;
        if (row.ErrorCode == 0)
        {
            var (places, habits, keys) = (Places.With(row), Habits.With(row), FirstSeen.Add(Keys, KeyOf(row), UnixTime.Cut(row.At), MaxKeys));
            learned = ReferenceEquals(places, Places) && ReferenceEquals(habits, Habits) && ReferenceEquals(keys, Keys) ? this : this with { Places = places, Habits = habits, Keys = keys };
        }

        var jobs = WithJob(row);
        return ReferenceEquals(jobs, Jobs) ? learned : learned with { Jobs = jobs };
    }

    /// <summary>Whether, by what was known at a time, the identity had never worked from there.</summary>
    /// <param name="learnFor">How long it must have worked before its history says anything.</param>
    public bool IsOutside(Place place, DateTimeOffset time, TimeSpan learnFor) => Habits.HasLearned(time, learnFor) && Places.IsOutside(place, time);

    /// <summary>What is decided from hours rests on the same places and ways.</summary>
    public bool DecidesLike(Profile other) => ReferenceEquals(Places, other.Places) && ReferenceEquals(Habits, other.Habits);

    private static string? KeyOf(SignIn row) => row.CredentialKeyId is { Length: > 0 } key && ShortText.IsId(key) ? key : null;

    /// <summary>Jobs are told apart by application and resource. Above the cap the smallest names stay, which is the same in any order.</summary>
    private IReadOnlyList<JobPath> WithJob(SignIn row)
    {
        if (!ShortText.IsId(row.AppId) || !ShortText.IsId(row.ResourceId))
        {
            return Jobs;
        }

        for (var number = 0; number < Jobs.Count; number++)
        {
            if (Jobs[number].Is(row))
            {
                JobPath[] jobs = [.. Jobs];
                jobs[number] = jobs[number].With(row);
                return jobs;
            }
        }

        if (Jobs.Count == MaxJobs && Jobs[^1].IsBefore(row))
        {
            return Jobs;
        }

        var fresh = JobPath.Of(row);
        List<JobPath> all = [.. Jobs.Append(fresh).OrderBy(job => job.App, StringComparer.Ordinal).ThenBy(job => job.Resource, StringComparer.Ordinal).Take(MaxJobs)];
        return all.Contains(fresh) ? all : Jobs;
    }
}
