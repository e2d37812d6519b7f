namespace NhiEvents.Contracts.Messages;

/// <summary>Something may be due for a rotation: look at it now.</summary>
/// <param name="IdentityId">Object id of the application.</param>
/// <param name="DueAt">When it was planned for; part of the message's id.</param>
public sealed record StepRotation(string TenantId, string IdentityId, string RotationId, DateTimeOffset DueAt)
{
    public const string Kind = "step-rotation";
}

/// <summary>Look at every own application's credentials now. App registrations raise no event of their own before a credential ends.</summary>
public sealed record ScanCredentials(string TenantId, DateTimeOffset At)
{
    public const string Kind = "scan-credentials";

    /// <summary>Object id of the one application to look at: a key was used that it is not known to have. Null is every own application.</summary>
    public string? ApplicationId { get; init; }
}

/// <summary>An application proved itself in a sign-in of a user. Such rows carry no key id, so which credential it was is unknown. At most one an hour and application.</summary>
/// <param name="AppId">Application id.</param>
/// <param name="At">The latest such sign-in of the batch.</param>
public sealed record CredentialUsedForUsers(string TenantId, string AppId, DateTimeOffset At)
{
    public const string Kind = "credential-used-for-users";
}
