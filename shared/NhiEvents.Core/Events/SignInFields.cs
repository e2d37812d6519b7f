using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>What one reading has collected so far; which of it counts is known only at the end, because members come in any order.</summary>
internal struct SignInFields()
{
    // Of the record.
    public string? Category;
    public string? OtherSchema;
    public string? TenantId;
    public string? TenantInProperties;
    public string? TenantInPath;
    public string? RecordTime;
    public string? RecordResult;
    public string? RecordIdentity;
    public string? RecordIp;
    public string? RecordCountry;
    public string? RecordCorrelationId;
    public bool HasProperties;

    // Of its member properties.
    public string? Id;
    public string? CreatedDateTime;
    public string? UserId;
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
    public SortedSet<string>? DemandedBy;
    public List<AppliedPolicy>? Policies;
}
