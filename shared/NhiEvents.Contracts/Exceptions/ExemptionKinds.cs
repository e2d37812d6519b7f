namespace NhiEvents.Contracts.Exceptions;

/// <summary>What an exception is for.</summary>
public enum ExemptionKind
{
    /// <summary>An automation that cannot answer a challenge, until it has been moved.</summary>
    Standard,

    /// <summary>A person uses the account for some hours.</summary>
    InteractiveMaintenance,

    /// <summary>No end, reviewed by two persons: synchronisation, resource and break-glass accounts only.</summary>
    Standing,
}

/// <summary>Where an exception stands.</summary>
public enum ExemptionState
{
    Requested,
    Denied,

    /// <summary>Every approval is there; the guard has not been read back yet.</summary>
    Approved,

    /// <summary>Waits for its start.</summary>
    Scheduled,

    /// <summary>The exclusion is being written.</summary>
    Activating,

    /// <summary>The exclusion was read back.</summary>
    Active,

    /// <summary>The exclusion has to go and has not been read back as gone: an open enforcement.</summary>
    Expiring,

    /// <summary>Taken away because the guard no longer held; comes back only when it holds again and a person says so.</summary>
    Suspended,

    /// <summary>Read back as gone; tokens from before may still work, until a stated time.</summary>
    EndedUnproven,

    /// <summary>Over, and how we know it is on the record.</summary>
    Ended,
}

/// <summary>Why an exclusion has to go.</summary>
public enum EndCause
{
    Expired,
    Revoked,
    GuardWeakened,
}

/// <summary>How sure an end is.</summary>
public enum ProofBasis
{
    /// <summary>It never was active.</summary>
    NeverActive,

    /// <summary>A later sign-in met every policy of the exception.</summary>
    SignIn,

    /// <summary>The longest time that the platform documents for a token of before has passed.</summary>
    DocumentedBound,
}

/// <summary>How the exclusion is made.</summary>
public enum ExclusionMechanism
{
    /// <summary>A user: member of the policy's exclusion group.</summary>
    Group,

    /// <summary>A service principal: a custom security attribute that the policy's filter excludes.</summary>
    AttributeTag,

    /// <summary>A service principal: named in the policy itself, by the policy writer.</summary>
    PolicyList,

    /// <summary>Not made by us: a structural exclusion that is only on the record.</summary>
    RecordOnly,
}

/// <summary>What the system may write; from the most careful to the most active.</summary>
public enum ExceptionMode
{
    /// <summary>Planned writes are shown, nothing is written.</summary>
    Observe,

    /// <summary>Planned writes go to a person.</summary>
    Propose,

    Enforce,
}
