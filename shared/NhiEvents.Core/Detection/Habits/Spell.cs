using System.Text.Json.Serialization;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Profiles;

namespace NhiEvents.Core.Detection.Habits;

/// <summary>A time in which an identity was in use: no two successes in it are further apart than a long rest.</summary>
/// <param name="Key">Of the first success.</param>
/// <param name="Id">The log's id of the first success.</param>
internal sealed record Spell(
    [property: JsonPropertyName("f"), JsonConverter(typeof(UnixTime))] DateTimeOffset First,
    [property: JsonPropertyName("l"), JsonConverter(typeof(UnixTime))] DateTimeOffset Last,
    [property: JsonPropertyName("k")] string Key,
    [property: JsonPropertyName("i"), JsonConverter(typeof(ShortId))] string Id)
{
    private const int MaxId = 40;

    /// <summary>The shortest rest that is remembered, longer than that of a job at the end of each month; a setting can ask for a longer one.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromDays(60);

    /// <summary>The spells with one more success; the same list when that adds nothing. The union of what is near, so order does not matter. Above the cap the earliest go.</summary>
    public static IReadOnlyList<Spell> Add(IReadOnlyList<Spell> known, SignIn success, int most)
    {
        var at = UnixTime.Cut(success.At);
        if (known.Count > 0 && known[^1] is var latest && at > latest.Last && at <= latest.Last + Rest)
        {
            return [.. known.SkipLast(1), latest with { Last = at }]; // as nearly every success: the next one, in the order of time
        }

        var (joined, apart) = (new Spell(at, at, success.Key, ShortText.Cut(success.Id, MaxId)!), new List<Spell>());
        foreach (var spell in known)
        {
            if (at >= spell.First - Rest && at <= spell.Last + Rest)
            {
                joined = Join(joined, spell);
            }
            else
            {
                apart.Add(spell);
            }
        }

        if (known.Contains(joined))
        {
            return known;
        }

        List<Spell> all = [.. apart.Append(joined).OrderBy(spell => spell.First)];
        return all.Count > most ? all[^most..] : all;
    }

    private static Spell Join(Spell a, Spell b)
    {
        var first = (a.First, a.Key, a.Id).CompareTo((b.First, b.Key, b.Id)) <= 0 ? a : b;
        return first with { Last = a.Last > b.Last ? a.Last : b.Last };
    }
}
