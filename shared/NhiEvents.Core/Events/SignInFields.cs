using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>What one reading has collected so far; which of it counts is known only at the end, because members come in any order.</summary>
internal struct SignInFields()
{
    // Of the record.
    public string? Category;
    public string? Table;
    public string? OriginalTable;
    public string? OriginalTime;
    public string? OperationName;

    /// <summary>Names whose rows these are, if not sign-ins.</summary>
    public Field Mark;
    public string? TenantId;
    public string? TenantInProperties;
    public string? TenantInPath;
    public string? RecordTime;
    public string? RecordResult;
    public string? RecordReason;
    public string? RecordIdentity;
    public string? RecordIp;
    public string? RecordCountry;
    public string? RecordCorrelationId;
    public bool HasProperties;

    /// <summary>The row turned out to be an envelope: the member that is a list of rows. The reader stands on the list.</summary>
    public Field Envelope;

    /// <summary>Around that list.</summary>
    public int OpenObjects;

    /// <summary>A member may hold the record that a carrier has wrapped.</summary>
    public bool Wraps;

    /// <summary>The row is of a table whose columns somebody has spelled in another way.</summary>
    public bool IsRespelled;

    // Of the event.
    public string? Id;
    public string? CreatedDateTime;
    public string? HomeTenantId;
    public string? ResourceTenantId;
    public bool? IsInteractive;
    public SignInKind? KindOfEvent;
    public string? ManagedIdentityType;
    public string? UserId;
    public string? UserType;
    public string? UserDisplayName;
    public string? UserPrincipalName;
    public string? ServicePrincipalId;
    public string? ServicePrincipalName;
    public string? AppId;
    public string? AppDisplayName;
    public string? ResourceId;
    public string? ResourceServicePrincipalId;
    public string? ResourceDisplayName;
    public int? ErrorCode;

    /// <summary>The portal's word for the result: Success, Failure, Interrupted.</summary>
    public string? StatusWord;
    public string? FailureReason;
    public string? IpAddress;
    public int? AutonomousSystemNumber;
    public string? Country;
    public string? UserAgent;
    public string? ClientAppUsed;
    public string? AuthenticationProtocol;
    public string? AuthenticationRequirement;
    public string? IncomingTokenType;
    public string? ClientCredentialType;
    public string? CredentialKeyId;
    public string? CredentialThumbprint;
    public string? FederatedCredentialId;
    public string? AppOwnerTenantId;
    public string? CorrelationId;
    public string? ConditionalAccessStatus;
    public string? TransferMethod;
    public bool MfaStepSucceeded;

    /// <summary>Of the first step: the event's, in exports that left its own columns out.</summary>
    public string? StepTime;

    /// <summary>Texts stand where policies should: PowerShell has cut the event by depth.</summary>
    public bool LacksPolicies;
    public SortedSet<string>? DemandedBy;
    public List<AppliedPolicy>? Policies;
}
