namespace NhiEvents.Embedded.Tenant.Objects;

/// <summary>From the shortest to the longest; most picks are near the shortest.</summary>
public sealed record DelayRange(TimeSpan Shortest, TimeSpan Longest)
{
    public static DelayRange None { get; } = new(TimeSpan.Zero, TimeSpan.Zero);

    /// <param name="share">From 0 up to 1.</param>
    public TimeSpan Pick(double share) => Shortest + ((Longest - Shortest) * (share * share * share));

    /// <summary>Every value is as likely as every other.</summary>
    public TimeSpan PickEvenly(double share) => Shortest + ((Longest - Shortest) * share);
}

/// <summary>How long things take in Entra. Each value has been stated by Microsoft or measured by others, and can be changed.</summary>
public sealed record TenantTimings
{
    /// <summary>Until sign-ins see a changed policy or group. Documented: up to 2 hours, at most a day.</summary>
    public DelayRange PolicyEffect { get; init; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromHours(2));

    /// <summary>Until every part of Entra knows a new credential. Usually seconds.</summary>
    public DelayRange CredentialPropagation { get; init; } = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20));

    /// <summary>The same for the slow ones.</summary>
    public DelayRange SlowCredentialPropagation { get; init; } = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));

    /// <summary>Share of credentials that are slow.</summary>
    public double SlowCredentials { get; init; } = 0.05;

    /// <summary>Life of an access token of a user or service principal.</summary>
    public DelayRange AccessToken { get; init; } = new(TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(90));

    /// <summary>Life of a user's access token for a client with continuous access evaluation.</summary>
    public DelayRange ContinuousUserToken { get; init; } = new(TimeSpan.FromHours(20), TimeSpan.FromHours(28));

    /// <summary>Life of a managed identity's token, and of a service principal's with continuous access evaluation.</summary>
    public TimeSpan LongToken { get; init; } = TimeSpan.FromHours(24);

    /// <summary>A critical event (disabled, revoked, password changed) reaches resources with continuous access evaluation within this.</summary>
    public TimeSpan CriticalEvent { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A refresh token that is not used for so long ends.</summary>
    public TimeSpan RefreshIdle { get; init; } = TimeSpan.FromDays(90);

    /// <summary>A refresh token of a single-page application ends, used or not.</summary>
    public TimeSpan SinglePageRefresh { get; init; } = TimeSpan.FromHours(24);

    /// <summary>A sign-in page that waits longer than this has to begin again.</summary>
    public TimeSpan SignInPage { get; init; } = TimeSpan.FromHours(1);

    /// <summary>An authorization code must be redeemed within this.</summary>
    public TimeSpan AuthorizationCode { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Everything takes effect at once; token lives stay.</summary>
    public static TenantTimings Immediate { get; } = new()
    {
        PolicyEffect = DelayRange.None,
        CredentialPropagation = DelayRange.None,
        SlowCredentials = 0,
    };
}
