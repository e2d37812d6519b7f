namespace NhiEvents.Core.Events;

/// <summary>What a member of a log row means, whatever its schema calls it.</summary>
internal enum Field
{
    None,

    // Around the event.
    Category,
    Table,

    /// <summary>As <see cref="Table"/>, where the row lies in a table of its finder's: a search job's.</summary>
    OriginalTable,
    OriginalTime,
    OperationName,
    Time,
    TenantId,
    ResultType,
    ResultDescription,
    Identity,
    CallerIpAddress,
    OuterCorrelationId,
    Properties,
    Records,

    /// <summary>An object with such a list under the same name, as Elasticsearch answers a search.</summary>
    Hits,
    Value,
    Tables,

    /// <summary>Says that the object is a frame of Kusto's answer.</summary>
    Frame,

    /// <summary>May hold the record that a carrier has wrapped.</summary>
    Inside,

    // The event.
    Id,
    CreatedDateTime,
    InnerTenantId,
    HomeTenantId,
    ResourceTenantId,
    IsInteractive,
    EventTypes,
    ManagedIdentityType,
    IsManagedIdentity,
    UserId,
    UserType,
    UserDisplayName,
    UserPrincipalName,
    ServicePrincipalId,
    ServicePrincipalName,
    AppId,
    AppDisplayName,
    ResourceId,
    ResourceServicePrincipalId,
    ResourceDisplayName,
    Status,
    ErrorCode,
    FailureReason,
    MfaResult,
    IpAddress,
    AutonomousSystemNumber,
    Location,
    UserAgent,
    ClientAppUsed,
    AuthenticationProtocol,
    AuthenticationRequirement,
    IncomingTokenType,
    ClientCredentialType,
    CredentialKeyId,
    CredentialThumbprint,
    FederatedCredentialId,
    AppOwnerTenantId,
    CorrelationId,
    ConditionalAccessStatus,
    TransferMethod,
    AuthenticationDetails,
    RequirementPolicies,
    AppliedPolicies,

    /// <summary>A column that only tables of Log Analytics or of advanced hunting have, in a spelling that is not theirs.</summary>
    RespelledColumn,

    // Members that only rows of other logs have; where a row has several, the first here tells.
    RiskMark,
    ProvisioningMark,
    AuditMark,
    ActivityMark,
    WindowsMark,
    EventGridMark,
    DirectoryMark,
    HuntingMark,
    OfficeSignInMark,
    OfficeMark,
}
