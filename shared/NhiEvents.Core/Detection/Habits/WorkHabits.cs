using System.Text.Json.Serialization;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Profiles;

namespace NhiEvents.Core.Detection.Habits;

/// <summary>How an identity works when it succeeds, and since when. A function of the set of its successes, not of their order.</summary>
/// <param name="Ways">The earliest few. An identity with more has no habit that a new way could break.</param>
/// <param name="Spells">Times in which it was in use, by time; between two lies a long rest.</param>
/// <param name="FirstTimes">The earliest successes, until there are enough to have learned from.</param>
internal sealed record WorkHabits(
    [property: JsonPropertyName("w")] IReadOnlyList<Way> Ways,
    [property: JsonPropertyName("s")] IReadOnlyList<Spell> Spells,
    [property: JsonPropertyName("t"), JsonConverter(typeof(PackedTimes))] IReadOnlyList<DateTimeOffset> FirstTimes)
{
    /// <summary>Sign-ins to have learned from (DESIGN: 14 days and 20 sign-ins).</summary>
    public const int EnoughSignIns = 20;

    private const int MaxWays = 5;

    private const int MaxSpells = 2;

    public static WorkHabits Empty { get; } = new([], [], []);

    /// <summary>The habits with one more success; the same instance when that adds nothing.</summary>
    public WorkHabits With(SignIn success)
    {
        var (ways, spells, times) = (ShortText.IsId(success.AppId) && ShortText.IsId(success.ResourceId) ? Add(Way.Of(success)) : Ways, Spell.Add(Spells, success, MaxSpells), Earliest(UnixTime.Cut(success.At)));
        return ReferenceEquals(ways, Ways) && ReferenceEquals(spells, Spells) && ReferenceEquals(times, FirstTimes) ? this : new WorkHabits(ways, spells, times);
    }

    /// <summary>Whether enough was known before a time to say what is new then.</summary>
    /// <param name="learnFor">How long it must have worked before.</param>
    public bool HasLearned(DateTimeOffset time, TimeSpan learnFor) =>
        FirstTimes.Count >= EnoughSignIns && FirstTimes[^1] < time && FirstTimes[0] + learnFor <= time;

    /// <summary>How far learning is, by what was known at a time; null before the first success.</summary>
    public LearningState? Learning(DateTimeOffset time, TimeSpan learnFor) => FirstTimes.Count == 0 ? null : new LearningState(FirstTimes[0])
    {
        LearnedAt = !HasLearned(time, learnFor) ? null : FirstTimes[0] + learnFor > FirstTimes[^1] ? FirstTimes[0] + learnFor : FirstTimes[^1],
        Until = HasLearned(time, learnFor) ? null : FirstTimes[0] + learnFor,
    };

    /// <summary>Ways that were used for the first time within an hour.</summary>
    public IEnumerable<Way> NewIn(DateTimeOffset hour, TimeSpan learnFor) => Ways.Where(way => way.At >= hour && way.At < hour.AddHours(1) && HasLearned(way.At, learnFor));

    /// <summary>Whether this way is the first with its kind of client.</summary>
    public bool IsFirstOfItsClient(Way way) => !Ways.Any(other => other.Client == way.Client && other.CompareTo(way) < 0);

    /// <summary>Hours in which something was new: what is decided there rests on all that is known of the identity.</summary>
    public bool HasNewIn(DateTimeOffset hour) => Ways.Any(way => Journal.HourRow.HourOf(way.At) == hour) || Spells.Any(spell => Journal.HourRow.HourOf(spell.First) == hour);

    private IReadOnlyList<Way> Add(Way fresh)
    {
        var known = Ways.FirstOrDefault(fresh.IsSameWay);
        if (known is not null && known.CompareTo(fresh) <= 0)
        {
            return Ways;
        }

        List<Way> all = [.. Ways.Where(way => way != known).Append(fresh).Order().Take(MaxWays)];
        return all.Contains(fresh) ? all : Ways;
    }

    private IReadOnlyList<DateTimeOffset> Earliest(DateTimeOffset at) =>
        (FirstTimes.Count >= EnoughSignIns && at > FirstTimes[^1]) || FirstTimes.Contains(at) ? FirstTimes : [.. FirstTimes.Append(at).Order().Take(EnoughSignIns)];
}
