namespace NhiEvents.Contracts.Findings;

/// <summary>What sort of non-human identity it is. Each kind has its own remedies and exclusions: identity-kinds.json.</summary>
public enum IdentityKind
{
    /// <summary>A user object used by automation, of none of the kinds below.</summary>
    ServiceAccount,

    /// <summary>An application that is registered in this tenant, or whose owner the log does not name.</summary>
    ServicePrincipal,

    ManagedIdentity,

    /// <summary>A room, phone, panel, kiosk or other shared device that signs in with an account of its own.</summary>
    ResourceAccount,

    /// <summary>The account behind a shared mailbox. It is meant to be disabled.</summary>
    SharedMailbox,

    /// <summary>Directory synchronization's own account in Microsoft Entra ID.</summary>
    SyncAccount,

    /// <summary>Enrols devices: a bulk-enrolment package, a device enrolment manager.</summary>
    EnrolmentAccount,

    /// <summary>A software robot (RPA) that works in user interfaces.</summary>
    Robot,

    /// <summary>The identity of an AI agent.</summary>
    AgentIdentity,

    /// <summary>A guest account used by automation: another tenant owns its credential.</summary>
    GuestAutomation,

    /// <summary>An account whose home is Active Directory: synchronized, or a (group) managed service account.</summary>
    OnPremises,

    /// <summary>An application of another organization.</summary>
    VendorApplication,

    /// <summary>An application of Microsoft itself.</summary>
    FirstPartyApplication,
}

/// <summary>What follows from a kind for everybody who reads a finding.</summary>
public static class IdentityKindForms
{
    /// <summary>Whether it is a service principal in the directory, as managed identities and agent identities are too; else a user object.</summary>
    public static bool IsServicePrincipal(this IdentityKind kind) => kind switch
    {
        IdentityKind.ServicePrincipal or IdentityKind.ManagedIdentity or IdentityKind.AgentIdentity or IdentityKind.VendorApplication or IdentityKind.FirstPartyApplication => true,
        IdentityKind.ServiceAccount or IdentityKind.ResourceAccount or IdentityKind.SharedMailbox or IdentityKind.SyncAccount or IdentityKind.EnrolmentAccount or IdentityKind.Robot
            or IdentityKind.GuestAutomation or IdentityKind.OnPremises => false,
    };
}
