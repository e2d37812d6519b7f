using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Detection.Verdicts;

/// <summary>What a verdict needs to know of the identity beyond the hours that it looks at.</summary>
/// <param name="IsUser">True for a user object: only those have a password, a session or a second factor.</param>
/// <param name="LastSuccess">Of all hours, on any path; null when none is known.</param>
internal sealed record VerdictIdentity(bool IsUser, DateTimeOffset? LastSuccess)
{
    public static VerdictIdentity Of(IdentityRow identity) => new(identity.Classification().Form is ObjectForm.User, identity.LastSuccess);
}
