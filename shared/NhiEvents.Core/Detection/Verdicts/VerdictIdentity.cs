using NhiEvents.Core.Detection.Habits;
using NhiEvents.Core.Detection.Profiles;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Detection.Verdicts;

/// <summary>What a verdict needs to know of the identity beyond the hours that it looks at.</summary>
/// <param name="IsUser">True for a user object: only those have a password, a session or a second factor.</param>
/// <param name="LastSuccess">Of all hours, on any path; null when none is known.</param>
internal sealed record VerdictIdentity(bool IsUser, DateTimeOffset? LastSuccess)
{
    /// <summary>From where and how it has worked.</summary>
    public Profile Profile { get; private init; } = Profile.Empty;

    /// <summary>How it has worked.</summary>
    public WorkHabits Habits => Profile.Habits;

    /// <summary>For emergencies only: whatever is done with it is NHI209.</summary>
    public bool IsBreakGlass { get; private init; }

    /// <summary>How long it must have worked before that says anything.</summary>
    public TimeSpan LearnFor { get; private init; }

    public static VerdictIdentity Of(IdentityRow identity, DetectionOptions options) =>
        new(identity.Classification().Form is ObjectForm.User, identity.LastSuccess) { Profile = identity.Profile ?? Profile.Empty, LearnFor = options.LearnFor, IsBreakGlass = options.BreakGlassIds.Contains(identity.Id, StringComparer.OrdinalIgnoreCase) };
}
