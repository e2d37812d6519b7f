namespace NhiEvents.Contracts.Events;

/// <summary>The four sign-in log categories of Microsoft Entra diagnostic settings.</summary>
public enum SignInKind
{
    /// <summary><c>SignInLogs</c>: a user was asked for something.</summary>
    InteractiveUser,

    /// <summary><c>NonInteractiveUserSignInLogs</c>: a client signed in on behalf of a user. Not the same as non-human.</summary>
    NonInteractiveUser,

    /// <summary><c>ServicePrincipalSignInLogs</c>.</summary>
    ServicePrincipal,

    /// <summary><c>ManagedIdentitySignInLogs</c>. These rows carry no address.</summary>
    ManagedIdentity,
}
