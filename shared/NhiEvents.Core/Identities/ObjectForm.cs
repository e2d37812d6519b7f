namespace NhiEvents.Core.Identities;

/// <summary>What sort of directory object an identity is: what its rows prove, whatever kind of identity it serves as.</summary>
public enum ObjectForm
{
    /// <summary>Has a password, sessions and second factors.</summary>
    User,

    ServicePrincipal,

    ManagedIdentity,
}
