namespace NhiEvents.Contracts.Events;

/// <summary>CloudEvents types on the Event Grid topic.</summary>
public static class EventTypes
{
    /// <summary>Data: <see cref="Events.SignIn"/>; subject: <c>identities/{objectId}</c>.</summary>
    public const string SignIn = "NhiEvents.SignIn";

    /// <summary>Data: <see cref="Events.ResourceDenied"/>; subject: <c>identities/{objectId}</c>.</summary>
    public const string ResourceDenied = "NhiEvents.ResourceDenied";
}
