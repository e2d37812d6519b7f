namespace NhiEvents.Core.Portal.Access;

/// <summary>What a person is in the portal. A person may be several.</summary>
public enum PortalRole
{
    /// <summary>Sees identities, findings and the state of the system.</summary>
    Reader,

    /// <summary>Sees, and asks for, what concerns the identities that the person owns.</summary>
    Owner,

    /// <summary>Sees all, asks for exceptions and rotations.</summary>
    Operator,

    /// <summary>Sees all, decides on requests of other persons.</summary>
    Approver,

    /// <summary>Sees all, and the ledger.</summary>
    Auditor,

    /// <summary>Sees all, and persons where a finding is about one.</summary>
    Investigator,

    /// <summary>Sees all, changes modes and stops writes. Approves nothing.</summary>
    Administrator,
}
