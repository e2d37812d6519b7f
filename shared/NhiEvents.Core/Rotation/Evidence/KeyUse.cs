using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Rotation.Evidence;

/// <summary>Who uses which credential of an application, as the sign-in logs tell.</summary>
/// <param name="Consumers">By source and resource.</param>
/// <param name="KnownSince">The earliest sign-in.</param>
internal sealed record KeyUse(string AppId, SortedDictionary<string, Consumer> Consumers, DateTimeOffset KnownSince)
{
    /// <summary>More than these are not told apart.</summary>
    private const int MaxConsumers = 300;

    /// <summary>Sign-ins closer together than this say nothing new.</summary>
    private static readonly TimeSpan Resolution = TimeSpan.FromMinutes(30);

    /// <summary>There were more consumers than are kept: who uses what is not fully known.</summary>
    public bool Overflowed { get; init; }

    /// <summary>The last sign-in of a user in which the application proved itself; such rows carry no key id.</summary>
    public DateTimeOffset? UsedForUsersAt { get; init; }

    /// <summary>The longest time between two sign-ins of one consumer.</summary>
    public TimeSpan LongestCadence => Consumers.Count == 0 ? TimeSpan.Zero : Consumers.Values.Max(consumer => consumer.LongestGap);

    public DateTimeOffset? LastUseOf(string keyId) => Consumers.Values.Max(consumer => consumer.Keys.GetValueOrDefault(keyId)?.Last);

    public static bool Counts(SignIn signIn) => signIn.Kind is SignInKind.ServicePrincipal && signIn is { AppId.Length: > 0, CredentialKeyId.Length: > 0 };

    public static KeyUse Empty(string appId) => new(appId, new SortedDictionary<string, Consumer>(StringComparer.Ordinal), DateTimeOffset.MaxValue);

    /// <returns>The same object when the rows say nothing new.</returns>
    public KeyUse With(IEnumerable<SignIn> rows)
    {
        var next = this;
        foreach (var row in rows)
        {
            next = next.With(row);
        }

        return next;
    }

    public KeyUse UsedForUsers(DateTimeOffset at) => UsedForUsersAt >= at ? this : this with { UsedForUsersAt = at };

    private KeyUse With(SignIn row)
    {
        var source = row.IpAddress ?? row.AutonomousSystemNumber?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown";
        var resource = row.ResourceDisplayName ?? row.ResourceId ?? "unknown";
        var name = $"{source}|{resource}";
        var before = Consumers.GetValueOrDefault(name);
        if (before is null && Consumers.Count >= MaxConsumers)
        {
            return Overflowed ? this : this with { Overflowed = true };
        }

        var key = row.CredentialKeyId!.ToLowerInvariant();
        var known = before?.Keys.GetValueOrDefault(key);
        var succeeded = row.ErrorCode == 0;
        if (known is not null && before!.Last is var last && row.At >= known.First && row.At - known.Last < Resolution && row.At - last < Resolution && (!succeeded || known.LastSuccess is not null))
        {
            return this;
        }

        var next = new SortedDictionary<string, Consumer>(Consumers, StringComparer.Ordinal) { [name] = (before ?? Consumer.New(source, resource, row.At)).With(key, row.At, succeeded, row.Id) };
        return this with { Consumers = next, KnownSince = row.At < KnownSince ? row.At : KnownSince };
    }
}

/// <summary>One place that an application is used from, for one resource.</summary>
/// <param name="Source">Its address as logged, or its network where no address was logged.</param>
/// <param name="Keys">By key id, lower case.</param>
internal sealed record Consumer(string Source, string Resource, DateTimeOffset Last, TimeSpan LongestGap, SortedDictionary<string, KeySeen> Keys)
{
    public static Consumer New(string source, string resource, DateTimeOffset at) => new(source, resource, at, TimeSpan.Zero, new SortedDictionary<string, KeySeen>(StringComparer.Ordinal));

    /// <summary>Of more keys, those that were used longest ago are forgotten.</summary>
    private const int MostKeys = 12;

    public Consumer With(string key, DateTimeOffset at, bool succeeded, string rowId)
    {
        var seen = Keys.GetValueOrDefault(key) ?? new KeySeen(at, at, null);
        var isLatest = succeeded && !(seen.LastSuccess >= at);
        var keys = new SortedDictionary<string, KeySeen>(Keys, StringComparer.Ordinal)
        {
            [key] = new KeySeen(at < seen.First ? at : seen.First, at > seen.Last ? at : seen.Last, isLatest ? at : seen.LastSuccess) { Event = isLatest ? rowId : seen.Event },
        };
        if (keys.Count > MostKeys)
        {
            keys.Remove(keys.MinBy(one => one.Value.Last).Key);
        }

        var gap = at - Last;
        return this with { Last = at > Last ? at : Last, LongestGap = gap > LongestGap ? gap : LongestGap, Keys = keys };
    }

    public override string ToString() => $"{Source} to {Resource}";
}

/// <summary>When one key was presented by one consumer.</summary>
internal sealed record KeySeen(DateTimeOffset First, DateTimeOffset Last, DateTimeOffset? LastSuccess)
{
    /// <summary>Id of the log row of the last success.</summary>
    public string? Event { get; init; }
}

/// <summary>The hours of a day in which sign-ins of applications arrived at all. An hour without any cannot be told from one whose log was lost.</summary>
/// <param name="Hours">Bit 0 is the hour from midnight, UTC.</param>
internal sealed record CoveredDay(int Hours)
{
    public const int AllHours = (1 << 24) - 1;

    public bool Has(int hour) => (Hours & (1 << hour)) != 0;

    public CoveredDay With(int hour) => new(Hours | (1 << hour));
}
