using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Places;

namespace NhiEvents.Core.Detection.Profiles;

/// <summary>What an identity does with one application at one resource: when it asked for tokens, whether it got them, from where. A function of the set of its sign-ins.</summary>
/// <param name="First">The first attempt.</param>
internal sealed record JobPath(
    [property: JsonPropertyName("a"), JsonConverter(typeof(ShortId))] string App,
    [property: JsonPropertyName("r"), JsonConverter(typeof(ShortId))] string Resource,
    [property: JsonPropertyName("f"), JsonConverter(typeof(UnixTime))] DateTimeOffset First)
{
    /// <summary>In place of a network or credential: there are several.</summary>
    public const string Several = "*";

    private const int MaxName = 40;

    private const int MaxDays = 16;

    private const int MaxHours = 14 * 24;

    [JsonPropertyName("l")]
    public required Attempt Last { get; init; }

    [JsonPropertyName("s"), JsonConverter(typeof(UnixTime))]
    public DateTimeOffset LastSuccess { get; init; }

    [JsonPropertyName("x"), JsonConverter(typeof(UnixTime))]
    public DateTimeOffset LastFailure { get; init; }

    /// <summary>The only network that it succeeded from; <see cref="Several"/>, or null while none is known.</summary>
    [JsonPropertyName("n")]
    public string? Network { get; init; }

    /// <summary>The only credential that it succeeded with; <see cref="Several"/>, or null while none is known.</summary>
    [JsonPropertyName("y")]
    public string? Credential { get; init; }

    /// <summary>The first attempt of each of the latest days: minutes since the year 1.</summary>
    [JsonPropertyName("d")]
    public byte[] Days { get; init; } = [];

    /// <summary>Hours with attempts: bit 0 is that of the latest attempt, bit 1 the hour before.</summary>
    [JsonPropertyName("b")]
    public byte[] Hours { get; init; } = [];

    /// <summary>The latest hour with an attempt, counted from the year 1.</summary>
    [JsonPropertyName("h")]
    public int Hour { get; init; }

    public static JobPath Of(SignIn row) => new JobPath(row.AppId ?? "", row.ResourceId ?? "", UnixTime.Cut(row.At)) { Last = Attempt.Of(row) }.With(row);

    /// <summary>Whether its name sorts before that of another path's row.</summary>
    public bool IsBefore(SignIn row) =>
        (string.CompareOrdinal(App, row.AppId ?? "") is var byApp and not 0 ? byApp : string.CompareOrdinal(Resource, row.ResourceId ?? "")) < 0;

    public bool Is(SignIn row) => App == (row.AppId ?? "") && Resource == (row.ResourceId ?? "");

    public JobPath With(SignIn row)
    {
        var (at, succeeded) = (UnixTime.Cut(row.At), row.ErrorCode == 0);
        var last = at >= Last.At && Attempt.Of(row) is var fresh && fresh.CompareTo(Last) > 0 ? fresh : Last;
        var days = WithDay((int)(at.UtcTicks / TimeSpan.TicksPerMinute));
        var (hour, hours) = WithHour((int)(at.UtcTicks / TimeSpan.TicksPerHour));
        var (network, credential) = succeeded ? (Only(Network, Place.Of(row)?.Origin), Only(Credential, row.CredentialKeyId)) : (Network, Credential);
        return this with
        {
            First = at < First ? at : First,
            Last = last,
            LastSuccess = succeeded && at > LastSuccess ? at : LastSuccess,
            LastFailure = !succeeded && at > LastFailure ? at : LastFailure,
            Network = network,
            Credential = credential,
            Days = days,
            Hour = hour,
            Hours = hours,
        };
    }

    /// <summary>Whether it is known for long enough. How many runs are enough is the cadence's matter: a month-end job would need years for 20 sign-ins.</summary>
    public bool HasLearned(TimeSpan learnFor) => First + learnFor <= Last.At;

    /// <summary>The first attempt of each of the latest days, by time: minutes since the year 1.</summary>
    public ReadOnlySpan<int> FirstOfDays() => MemoryMarshal.Cast<byte, int>(Days);

    /// <summary>Hours with attempts within the last two weeks before the latest, which is the last of them; counted from the year 1.</summary>
    public IEnumerable<int> BusyHours() => Enumerable.Range(0, Hours.Length * 8).Reverse().Where(bit => IsSet(Hours, bit)).Select(bit => Hour - bit);

    private static string? Only(string? known, string? fresh) => fresh is not { Length: > 0 } ? known : known is null || known == fresh ? ShortText.Cut(fresh, MaxName) : Several;

    private byte[] WithDay(int minute)
    {
        var days = FirstOfDays();
        var day = minute / (24 * 60);
        var place = 0;
        while (place < days.Length && days[place] / (24 * 60) < day)
        {
            place++;
        }

        var known = place < days.Length && days[place] / (24 * 60) == day;
        if ((known && days[place] <= minute) || (!known && place == 0 && days.Length == MaxDays))
        {
            return Days;
        }

        List<int> all = [.. days];
        if (known)
        {
            all[place] = minute;
        }
        else
        {
            all.Insert(place, minute);
        }

        return MemoryMarshal.AsBytes<int>(all.Count > MaxDays ? all.ToArray()[1..] : all.ToArray()).ToArray();
    }

    private (int Hour, byte[] Hours) WithHour(int hour)
    {
        var back = Hour - hour;
        if (back >= MaxHours || (back >= 0 && Hours.Length > 0 && IsSet(Hours, back)))
        {
            return (Hour, Hours);
        }

        var next = new byte[MaxHours / 8];
        var (bytes, bits) = Math.DivRem(Math.Max(0, -back), 8);
        for (var place = bytes; place < next.Length; place++)
        {
            next[place] = (byte)((Before(place - bytes) << bits) | (Before(place - bytes - 1) >> (8 - bits)));
        }

        var mine = Math.Max(0, back);
        next[mine / 8] |= (byte)(1 << (mine % 8));
        return (Math.Max(Hour, hour), next);

        int Before(int place) => place >= 0 && place < Hours.Length ? Hours[place] : 0;
    }

    private static bool IsSet(byte[] bits, int bit) => (bits[bit / 8] & (1 << (bit % 8))) != 0;
}

/// <summary>One attempt to sign in.</summary>
internal sealed record Attempt(
    [property: JsonPropertyName("t"), JsonConverter(typeof(UnixTime))] DateTimeOffset At,
    [property: JsonPropertyName("k")] string Key,
    [property: JsonPropertyName("i"), JsonConverter(typeof(ShortId))] string Id,
    [property: JsonPropertyName("c")] int Code,
    [property: JsonPropertyName("s")] SignInKind Kind) : IComparable<Attempt>
{
    private const int MaxId = 40;

    public static Attempt Of(SignIn row) => new(UnixTime.Cut(row.At), row.Key, ShortText.Cut(row.Id, MaxId)!, row.ErrorCode, row.Kind);

    /// <summary>By time; equal times by what the event is, and copies of one event by what they say.</summary>
    public int CompareTo(Attempt? other) =>
        other is null ? 1
        : At != other.At ? At.CompareTo(other.At)
        : string.CompareOrdinal(Key, other.Key) is var byKey and not 0 ? byKey
        : Equals(other) ? 0
        : string.CompareOrdinal(ToString(), other.ToString());
}
