namespace NhiEvents.Core.Exceptions.Requests;

/// <summary>One reason why an exception cannot be created, and what to do instead.</summary>
internal sealed record RequestFault(RequestFaultKind Kind, string Text);

internal enum RequestFaultKind
{
    IdentityUnknown,
    IdentityProtected,
    GroupOfPrincipals,
    ManagedIdentity,
    ForeignPrincipal,
    OwnerMissing,
    OwnerNotAPerson,
    RequesterNotAPerson,
    UserOfMaintenanceMissing,
    ReasonMissing,
    EndMissing,
    EndNotAfterStart,
    StartInThePast,
    OverCap,
    NoEndingTime,
    StandingWithEnd,
    NotStructural,
    NetworkMissing,
    NetworkUnreadable,
    NetworkTooWide,
    PolicyMissing,
    PolicyUnknown,
    PolicyNotEnforced,
    PolicyIsRisk,
    NoWayToExclude,
    CannotHelp,
    BlockingFinding,
    HistoryTooShort,
    StillChallenged,
    AlreadyOpen,
    TooManyRenewals,

    /// <summary>The tenant gives us no permission to read what the rules need.</summary>
    NotReadable,
}
