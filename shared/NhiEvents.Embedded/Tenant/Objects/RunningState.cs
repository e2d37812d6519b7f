using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace NhiEvents.Embedded.Tenant.Objects;

[JsonConverter(typeof(JsonStringEnumConverter<SessionKind>))]
public enum SessionKind
{
    /// <summary>A browser's cookie.</summary>
    Browser,

    /// <summary>A refresh token that a client keeps.</summary>
    RefreshToken,

    /// <summary>A refresh token of a single-page application: 24 hours, however often it is used.</summary>
    SinglePageToken,
}

/// <summary>What a client keeps after a user's sign-in: it stands for the password and, where there was one, for the second factor.</summary>
/// <param name="SignedInAt">Of the last full sign-in; sign-in frequency counts from here.</param>
/// <param name="MfaAt">When the second factor was given; null: never.</param>
public sealed record UserSession(SessionKind Kind, string UserId, string AppId, DateTimeOffset SignedInAt, DateTimeOffset LastUsedAt, DateTimeOffset? MfaAt) : TenantObject
{
    /// <summary>Method of the second factor; null without one.</summary>
    public string? MfaMethod { get; init; }
}

/// <summary>Smart lockout of one account: two counters, and what was tried last. The id is the user's.</summary>
public sealed record LockoutState : TenantObject
{
    public LockoutCounter Familiar { get; init; } = LockoutCounter.Zero;

    public LockoutCounter Unfamiliar { get; init; } = LockoutCounter.Zero;

    /// <summary>Hashes of the last three wrong passwords: trying one of them again does not count.</summary>
    public ImmutableArray<string> LastWrong { get; init; } = [];

    /// <summary>Networks (autonomous system numbers) that this account has signed in from.</summary>
    public ImmutableArray<int> FamiliarNetworks { get; init; } = [];
}

/// <param name="Failures">Distinct wrong passwords since the last success or lockout.</param>
/// <param name="Lockouts">How often in a row it locked; each is longer than the one before.</param>
public sealed record LockoutCounter(int Failures, int Lockouts, DateTimeOffset LockedUntil)
{
    public static LockoutCounter Zero { get; } = new(0, 0, DateTimeOffset.MinValue);
}

/// <summary>How many sign-ins, records and effects there have been.</summary>
internal sealed record TenantCounter(long Value) : TenantObject;
