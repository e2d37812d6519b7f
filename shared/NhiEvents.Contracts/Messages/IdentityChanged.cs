using NhiEvents.Contracts.Findings;

namespace NhiEvents.Contracts.Messages;

/// <summary>What is known of an identity changed, or it was seen in another hour. Carries the whole summary; the highest <see cref="Revision"/> is the newest.</summary>
/// <remarks>
/// Sign-ins within one hour are not told one by one: the totals and <see cref="Hours"/> are as of this message and may lag by what came in the hour it was sent.
/// </remarks>
/// <param name="Summary">As in <c>identities.json</c>; its list of findings is empty, they are announced by themselves.</param>
public sealed record IdentityChanged(string TenantId, long Revision, IdentitySummary Summary)
{
    public const string Kind = "identity-changed";

    /// <summary>The latest success on any path; absent when none was seen.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>Sign-ins of the hours around the one that changed: totals, not differences.</summary>
    public IReadOnlyList<SignInHour> Hours { get; init => field = value ?? []; } = [];

    /// <summary>What it signed in to in these hours, at most <see cref="MaxUses"/> ways.</summary>
    public IReadOnlyList<ResourceUse> Uses { get; init => field = value ?? []; } = [];

    /// <summary>More ways than a reader wants to see.</summary>
    public const int MaxUses = 50;

    /// <summary>As the directory lists them, without values; a list that the wire leaves out is an empty one.</summary>
    public IReadOnlyList<CredentialFacts> Credentials { get; init => field = value ?? []; } = [];
}

/// <summary>A resource that it signed in to.</summary>
/// <param name="AppId">The application that it used, by its id; empty where the log names none.</param>
/// <param name="ResourceId">By its application id; empty where the log names none.</param>
/// <param name="Hour">The last hour in which it did, UTC.</param>
public sealed record ResourceUse(string AppId, string ResourceId, DateTimeOffset Hour);

/// <summary>Distinct sign-ins of one hour.</summary>
/// <param name="Hour">Its begin, UTC.</param>
public sealed record SignInHour(DateTimeOffset Hour, int Successes, int Failures);
