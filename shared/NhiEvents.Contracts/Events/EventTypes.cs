namespace NhiEvents.Contracts.Events;

/// <summary>CloudEvents types on the Event Grid topic.</summary>
public static class EventTypes
{
    /// <summary>Data: <see cref="Events.SignIn"/>; subject: <c>identities/{objectId}</c>.</summary>
    public const string SignIn = "NhiEvents.SignIn";

    /// <summary>Data: <see cref="Events.ResourceDenied"/>; subject: <c>identities/{objectId}</c>.</summary>
    public const string ResourceDenied = "NhiEvents.ResourceDenied";

    /// <summary>Data: <see cref="Events.ResourceChanged"/>; subject: <c>identities/{objectId}</c>.</summary>
    public const string ResourceChanged = "NhiEvents.ResourceChanged";

    /// <summary>Data: <see cref="Events.AccountLockedOut"/>; subject: <c>identities/{identityId}</c>.</summary>
    public const string AccountLockedOut = "NhiEvents.AccountLockedOut";

    /// <summary>Data: <see cref="Events.DirectoryChanged"/>; subject: <c>directory/{objectId of the first target}</c>.</summary>
    public const string DirectoryChanged = "NhiEvents.DirectoryChanged";

    /// <summary>Data: <see cref="Events.RiskDetected"/>; subject: <c>identities/{objectId}</c>.</summary>
    public const string RiskDetected = "NhiEvents.RiskDetected";

    /// <summary>Data: <see cref="Events.RuleMatched"/>; subject: <c>rules/{ruleId}</c>.</summary>
    public const string RuleMatched = "NhiEvents.RuleMatched";
}
