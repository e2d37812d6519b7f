using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Detection.Habits;

/// <summary>A time in which an identity was in use: no two successes in it are further apart than a long rest.</summary>
/// <param name="Key">Of the first success.</param>
/// <param name="Id">The log's id of the first success.</param>
internal sealed record Spell(DateTimeOffset First, DateTimeOffset Last, string Key, string Id)
{
    /// <summary>The shortest rest that is remembered, longer than that of a job at the end of each month; a setting can ask for a longer one.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromDays(60);

    /// <summary>The spells with one more success; the same list when that adds nothing. The union of what is near, so order does not matter. Above the cap the earliest go.</summary>
    public static IReadOnlyList<Spell> Add(IReadOnlyList<Spell> known, SignIn success, int most)
    {
        var (joined, apart) = (new Spell(success.At, success.At, success.Key, success.Id), new List<Spell>());
        foreach (var spell in known)
        {
            if (success.At >= spell.First - Rest && success.At <= spell.Last + Rest)
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
