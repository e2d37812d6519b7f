using System.Text.Json.Serialization;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Profiles;

namespace NhiEvents.Core.Detection.Places;

/// <summary>From where an identity has signed in with success, and since when. A function of the set of its successes, not of their order.</summary>
/// <param name="Sources">With the first success from each; the earliest few. An identity with more has no place that is its own.</param>
/// <param name="Prefixes">Parts of networks, and when each was first seen; the earliest few.</param>
internal sealed record PlaceHistory([property: JsonPropertyName("s")] IReadOnlyList<FirstSource> Sources, [property: JsonPropertyName("p")] IReadOnlyList<FirstSeen> Prefixes)
{
    private const int MaxSources = 5;

    private const int MaxPrefixes = 4;

    public static PlaceHistory Empty { get; } = new([], []);

    /// <summary>By then it had worked from too many places for a new one to say anything.</summary>
    public bool IsFull(DateTimeOffset time) => Sources.Count == MaxSources && Sources[^1].At < time;

    /// <summary>The history with one more success; the same instance when that adds nothing.</summary>
    public PlaceHistory With(SignIn success)
    {
        if (Place.Of(success) is not { } place)
        {
            return this;
        }

        var (sources, prefixes) = (With(FirstSource.Of(place, success)), FirstSeen.Add(Prefixes, place.Prefix, UnixTime.Cut(success.At), MaxPrefixes));
        return ReferenceEquals(sources, Sources) && ReferenceEquals(prefixes, Prefixes) ? this : new PlaceHistory(sources, prefixes);
    }

    /// <summary>Whether, by what was known at a time, the identity had never worked from there.</summary>
    /// <remarks>
    /// A part of a network that it has used is its own, whoever the log says operates it. Beyond that a new operator is new, and so is a new country of an old
    /// operator: a hosting provider's networks are everybody's. Without an operator only a new country is.
    /// </remarks>
    public bool IsOutside(Place place, DateTimeOffset time) =>
        !IsFull(time) && !Knows(place.Prefix, time) && (IsNewCountry(place.Country, time) || IsNewNetwork(place.Network, time));

    /// <summary>No success from this network before.</summary>
    public bool IsNewNetwork(string? network, DateTimeOffset time) => network is not null && !Sources.Any(source => source.Network == network && source.At < time);

    /// <summary>No success from this country before.</summary>
    public bool IsNewCountry(string? country, DateTimeOffset time) => country is not null && !Sources.Any(source => source.Country == country && source.At < time);

    /// <summary>A success from this part of a network before.</summary>
    public bool Knows(string? prefix, DateTimeOffset time) => Prefixes.Any(seen => seen.Name == prefix && seen.At < time);

    private IReadOnlyList<FirstSource> With(FirstSource fresh)
    {
        var known = Sources.FirstOrDefault(fresh.IsSamePlace);
        if (known is not null && known.CompareTo(fresh) <= 0)
        {
            return Sources;
        }

        List<FirstSource> all = [.. Sources.Where(source => source != known).Append(fresh).Order().Take(MaxSources)];
        return all.Contains(fresh) ? all : Sources;
    }
}

/// <summary>A network and country, with the first success from there.</summary>
internal sealed record FirstSource(
    [property: JsonPropertyName("n")] string? Network,
    [property: JsonPropertyName("c")] string? Country,
    [property: JsonPropertyName("t"), JsonConverter(typeof(UnixTime))] DateTimeOffset At,
    [property: JsonPropertyName("k")] string Key,
    [property: JsonPropertyName("i"), JsonConverter(typeof(ShortId))] string Id) : IComparable<FirstSource>
{
    private const int MaxText = 40;

    [JsonPropertyName("a")]
    public string? IpAddress { get; init; }

    public static FirstSource Of(Place place, SignIn success) =>
        new(place.Network, ShortText.Cut(place.Country, MaxText / 4), UnixTime.Cut(success.At), success.Key, ShortText.Cut(success.Id, MaxText)!) { IpAddress = ShortText.Cut(success.IpAddress, MaxText) };

    public bool IsSamePlace(FirstSource other) => Network == other.Network && Country == other.Country;

    /// <summary>By time; equal times by what the event is, and copies of one event by what they say.</summary>
    public int CompareTo(FirstSource? other) =>
        other is null ? 1
        : At != other.At ? At.CompareTo(other.At)
        : string.CompareOrdinal(Key, other.Key) is var byKey and not 0 ? byKey
        : string.CompareOrdinal(ToString(), other.ToString());
}

/// <summary>Something and when it was seen first.</summary>
internal sealed record FirstSeen([property: JsonPropertyName("n"), JsonConverter(typeof(ShortId))] string Name, [property: JsonPropertyName("t"), JsonConverter(typeof(UnixTime))] DateTimeOffset At)
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
