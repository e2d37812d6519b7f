namespace NhiEvents.Embedded.Simulation.Truths;

/// <summary>Why a job cannot sign in, in the simulation's own words: what somebody did, or what ran out.</summary>
public enum Breakage
{
    /// <summary>It is asked for a step that only a person can take.</summary>
    ChallengeDemanded,
    LockedOut,
    SourceJudgedMalicious,
    SecretExpired,

    /// <summary>What it presents is not what the tenant knows.</summary>
    CredentialRejected,
    PasswordExpired,
    DisabledOrMissing,
    BlockedByPolicy,
    PermissionMissing,

    /// <summary>The session or refresh token that it lived on has ended.</summary>
    TokenEnded,

    /// <summary>Azure refuses its writes for want of a second factor.</summary>
    MandatoryMfa,

    /// <summary>Nothing broke: somebody made a way out of a policy by hand.</summary>
    ExcludedByHand,

    /// <summary>Nothing broke: somebody else has the right password.</summary>
    PasswordStolen,

    /// <summary>Nothing broke: somebody got in from where the identity never was.</summary>
    UsedElsewhere,

    /// <summary>Nobody starts the job any more.</summary>
    JobStopped,

    /// <summary>Somebody took the exclusion of an exception away.</summary>
    RevertedByHand,

    /// <summary>Nothing broke: a credential ends within 30 days.</summary>
    SecretEndsSoon,

    /// <summary>Nothing broke: a credential is older than its policy allows.</summary>
    SecretTooOld,

    /// <summary>Nothing broke: somebody added a credential to an application, used it, and took it away again.</summary>
    CredentialPlanted,

    /// <summary>Nothing broke: somebody added a credential to an application, and it was not our rotation.</summary>
    CredentialAddedByHand,

    /// <summary>Nothing broke yet: it works in a way that a known change takes away.</summary>
    WorksOnBorrowedTime,
}
