using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Detection.Places;

/// <summary>From where an identity has signed in with success, and since when. A function of the set of its successes, not of their order.</summary>
/// <param name="Networks">When each was first seen; the earliest few.</param>
/// <param name="FirstTimes">The earliest successes, until there are enough to have learned from.</param>
internal sealed record PlaceHistory(IReadOnlyList<FirstSeen> Networks, IReadOnlyList<FirstSeen> Prefixes, IReadOnlyList<FirstSeen> Countries, IReadOnlyList<DateTimeOffset> FirstTimes)
{
    /// <summary>Sign-ins to have learned from (DESIGN: 14 days and 20 sign-ins).</summary>
    public const int EnoughSignIns = 20;

    private const int MaxNetworks = 16;

    private const int MaxPrefixes = 24;

    private const int MaxCountries = 16;

    public static PlaceHistory Empty { get; } = new([], [], [], []);

    /// <summary>The history with one more success; the same instance when that adds nothing.</summary>
    public PlaceHistory With(SignIn success)
    {
        var place = Place.Of(success);
        var (networks, prefixes, countries, times) = (
            FirstSeen.Add(Networks, place?.Network, success.At, MaxNetworks),
            FirstSeen.Add(Prefixes, place?.Prefix, success.At, MaxPrefixes),
            FirstSeen.Add(Countries, place?.Country, success.At, MaxCountries),
            Earliest(success.At));
        return ReferenceEquals(networks, Networks) && ReferenceEquals(prefixes, Prefixes) && ReferenceEquals(countries, Countries) && ReferenceEquals(times, FirstTimes)
            ? this
            : new PlaceHistory(networks, prefixes, countries, times);
    }

    /// <summary>Whether, by what was known at a time, the identity had never worked from there.</summary>
    /// <remarks>
    /// A part of a network that it has used is its own, whoever the log says operates it. Beyond that a new operator is new, and so is a new country of an old
    /// operator: a hosting provider's networks are everybody's. Without an operator only a new country is.
    /// </remarks>
    /// <param name="learnFor">How long it must have worked before its history says anything.</param>
    public bool IsOutside(Place place, DateTimeOffset time, TimeSpan learnFor)
    {
        if (!HasLearned(time, learnFor) || Knows(Prefixes, place.Prefix, time))
        {
            return false;
        }

        var newCountry = place.Country is not null && !Knows(Countries, place.Country, time);
        return newCountry || (place.Network is not null && !Knows(Networks, place.Network, time));
    }

    private bool HasLearned(DateTimeOffset time, TimeSpan learnFor) =>
        FirstTimes.Count >= EnoughSignIns && FirstTimes[^1] < time && FirstTimes[0] + learnFor <= time;

    private static bool Knows(IReadOnlyList<FirstSeen> known, string? name, DateTimeOffset time) => known.Any(seen => seen.Name == name && seen.At < time);

    private IReadOnlyList<DateTimeOffset> Earliest(DateTimeOffset at) =>
        FirstTimes.Contains(at) || (FirstTimes.Count >= EnoughSignIns && at > FirstTimes[^1]) ? FirstTimes : [.. FirstTimes.Append(at).Order().Take(EnoughSignIns)];
}

/// <summary>Something and when it was seen first.</summary>
internal sealed record FirstSeen(string Name, DateTimeOffset At)
{
    /// <summary>The list with one more sighting, the earliest first; the same instance when that adds nothing. Above the cap the latest go, which is the same in any order.</summary>
    public static IReadOnlyList<FirstSeen> Add(IReadOnlyList<FirstSeen> known, string? name, DateTimeOffset at, int most)
    {
        if (name is null || known.Any(seen => seen.Name == name && seen.At <= at))
        {
            return known;
        }

        var fresh = new FirstSeen(name, at);
        List<FirstSeen> all = [.. known.Where(seen => seen.Name != name).Append(fresh).OrderBy(seen => seen.At).ThenBy(seen => seen.Name, StringComparer.Ordinal).Take(most)];
        return all.Contains(fresh) ? all : known;
    }
}
