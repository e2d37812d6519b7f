using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>What a member of a row beside the sign-ins means, whatever its schema calls it.</summary>
internal enum Member
{
    None,

    // Around the event; what holds the event is entered.
    Properties,
    Value,
    Windows,
    EventData,
    Content,
    Time,
    OriginalTime,
    TenantId,
    OperationName,
    OperationNameValue,
    ResultType,
    CallerIpAddress,
    CorrelationId,
    ResourceId,
    Id,
    Category,

    // Audits.
    ActivityDateTime,
    ActivityDisplayName,
    Result,
    ResultReason,
    LoggedByService,
    OperationType,
    UserAgent,
    InitiatedBy,
    User,
    App,
    Targets,
    Details,
    ModifiedProperties,
    Key,
    OldValue,
    NewValue,
    Type,
    GroupType,
    DisplayName,
    UserPrincipalName,
    AppId,
    ServicePrincipalId,
    IpAddress,

    // Risk.
    UserId,
    UserDisplayName,
    ServicePrincipalDisplayName,
    RiskEventType,
    RiskState,
    RiskLevel,
    RiskDetail,
    RiskLastUpdated,
    DetectedDateTime,
    Source,
    DetectionTiming,
    Activity,
    KeyIds,
    Location,
    Country,
    AdditionalInfo,

    // The Activity Log.
    EventTimestamp,
    EventDataId,
    Status,
    StatusMessage,
    Caller,
    Claims,
    Identity,
    Authorization,
    Action,
    Scope,
    HttpRequest,
    ClaimObjectId,
    ClaimTenant,
    ClaimName,
    ClaimAppId,
    ClaimIdType,
    ClaimMethods,
    ClaimAudience,

    // Windows.
    EventId,
    RecordId,
    TimeCreated,
    Computer,
    TargetUserName,
    TargetDomainName,
    TargetSid,
    SubjectDomainName,
    LogName,

    /// <summary>The event's data as values alone, in the event's own order.</summary>
    Inserts,

    /// <summary>The event's data as a list of names with values.</summary>
    NamedValues,
}

/// <summary>The names of <see cref="Member"/>s; data, so that one reader serves every schema of a log.</summary>
internal static class MemberNames
{
    private static readonly (Member Member, string Names)[] Table =
    [
        (Member.Properties, "properties|Properties|Properties_d"),
        (Member.Value, "value"),
        (Member.Windows, "winlog|Event|System|win"),
        (Member.EventData, "event_data|EventData|eventdata|Payload"),
        (Member.Content, "Content"), // of a dictionary, as PowerShell writes it
        (Member.Time, "time|TimeGenerated|TimeGenerated [UTC]|@timestamp"),
        (Member.OriginalTime, "_OriginalTimeGenerated"),
        (Member.TenantId, "tenantId|AADTenantId|tenantid"),
        (Member.OperationName, "operationName|OperationName|operationname"),
        (Member.OperationNameValue, "OperationNameValue"),
        (Member.ResultType, "resultType|ResultType|ActivityStatusValue|resulttype"),
        (Member.CallerIpAddress, "callerIpAddress|CallerIpAddress|calleripaddress"),
        (Member.CorrelationId, "correlationId|CorrelationId|correlationid"),
        (Member.ResourceId, "resourceId|ResourceId|_ResourceId|resourceid"),
        (Member.Id, "id|Id"),
        (Member.Category, "category|Category"),
        (Member.ActivityDateTime, "activityDateTime|ActivityDateTime|ActivityDateTime [UTC]"),
        (Member.ActivityDisplayName, "activityDisplayName|ActivityDisplayName"),
        (Member.Result, "result|Result"),
        (Member.ResultReason, "resultReason|ResultReason"),
        (Member.LoggedByService, "loggedByService|LoggedByService"),
        (Member.OperationType, "operationType|OperationType|AADOperationType"),
        (Member.UserAgent, "userAgent|UserAgent"),
        (Member.InitiatedBy, "initiatedBy|InitiatedBy"),
        (Member.User, "user"),
        (Member.App, "app"),
        (Member.Targets, "targetResources|TargetResources|targetResource"),
        (Member.Details, "additionalDetails|AdditionalDetails"),
        (Member.ModifiedProperties, "modifiedProperties"),
        (Member.Key, "key"),
        (Member.OldValue, "oldValue"),
        (Member.NewValue, "newValue"),
        (Member.Type, "type|Type"),
        (Member.GroupType, "groupType"),
        (Member.DisplayName, "displayName|DisplayName"),
        (Member.UserPrincipalName, "userPrincipalName|UserPrincipalName"),
        (Member.AppId, "appId|AppId"),
        (Member.ServicePrincipalId, "servicePrincipalId|ServicePrincipalId|agentId"),
        (Member.IpAddress, "ipAddress|IpAddress|IPAddress|clientIpAddress|ipaddr"),
        (Member.UserId, "userId|UserId"),
        (Member.UserDisplayName, "userDisplayName|UserDisplayName"),
        (Member.ServicePrincipalDisplayName, "servicePrincipalDisplayName|ServicePrincipalDisplayName|agentDisplayName"),
        (Member.RiskEventType, "riskEventType|RiskEventType"),
        (Member.RiskState, "riskState|RiskState"),
        (Member.RiskLevel, "riskLevel|RiskLevel"),
        (Member.RiskDetail, "riskDetail|RiskDetail"),
        (Member.RiskLastUpdated, "riskLastUpdatedDateTime|riskLastModifiedDateTime|RiskLastUpdatedDateTime|RiskLastUpdatedDateTime [UTC]"),
        (Member.DetectedDateTime, "detectedDateTime|DetectedDateTime|DetectedDateTime [UTC]"),
        (Member.Source, "source|Source"),
        (Member.DetectionTiming, "detectionTimingType|DetectionTimingType"),
        (Member.Activity, "activity|Activity"),
        (Member.KeyIds, "keyIds|KeyIds"),
        (Member.Location, "location|Location"),
        (Member.Country, "countryOrRegion"),
        (Member.AdditionalInfo, "additionalInfo|AdditionalInfo"),
        (Member.EventTimestamp, "eventTimestamp|EventTimestamp"),
        (Member.EventDataId, "eventDataId|EventDataId"),
        (Member.Status, "status|Status|ActivityStatus"),
        (Member.StatusMessage, "statusMessage"),
        (Member.Caller, "caller|Caller"),
        (Member.Claims, "claims|Claims|Claims_d"),
        (Member.Identity, "identity"),
        (Member.Authorization, "authorization|Authorization|Authorization_d"),
        (Member.Action, "action"),
        (Member.Scope, "scope"),
        (Member.HttpRequest, "httpRequest|HttpRequest|HTTPRequest"),
        (Member.ClaimObjectId, "http://schemas.microsoft.com/identity/claims/objectidentifier|oid"),
        (Member.ClaimTenant, "http://schemas.microsoft.com/identity/claims/tenantid|tid"),
        (Member.ClaimName, "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn|http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name|upn"),
        (Member.ClaimAppId, "appid"),
        (Member.ClaimIdType, "idtyp"),
        (Member.ClaimMethods, "http://schemas.microsoft.com/claims/authnmethodsreferences|amr"),
        (Member.ClaimAudience, "aud"),
        (Member.EventId, "EventID|EventId|event_id"),
        (Member.RecordId, "EventRecordID|EventRecordId|RecordId|RecordNumber|record_id|record_number"),
        (Member.TimeCreated, "TimeCreated|EventTime|SystemTime|system_time"),
        (Member.Computer, "Computer|computer|computer_name|Hostname|MachineName|host"),
        (Member.TargetUserName, "TargetUserName"),
        (Member.TargetDomainName, "TargetDomainName"),
        (Member.TargetSid, "TargetSid|TargetUserSid"),
        (Member.SubjectDomainName, "SubjectDomainName"),
        (Member.LogName, "LogName"),
        (Member.Inserts, "StringInserts|ReplacementStrings"),
        (Member.NamedValues, "Data"),
    ];

    private static readonly FieldNames<Member> Names = new([.. from entry in Table from name in entry.Names.Split('|') select (name, entry.Member)]);

    /// <summary>What holds the event rather than being part of it.</summary>
    public static FrozenSet<Member> Containers { get; } = FrozenSet.Create(Member.Properties, Member.Value, Member.Windows, Member.EventData, Member.Content);

    private const int LongestName = 128;

    public static Member Find(ref Utf8JsonReader reader) => Names.Find(ref reader);

    /// <summary>Of an object within the row, where some exporters begin every name with a capital and others none.</summary>
    public static Member FindInside(ref Utf8JsonReader reader)
    {
        var member = Names.Find(ref reader);
        var name = reader.ValueSpan;
        if (member is not Member.None || name.IsEmpty || name.Length > LongestName || !char.IsAsciiLetter((char)name[0]))
        {
            return member;
        }

        Span<byte> other = stackalloc byte[name.Length];
        name.CopyTo(other);
        other[0] ^= 0x20;
        return Names.Find(other);
    }

    public static IEnumerable<string> All => Table.SelectMany(entry => entry.Names.Split('|'));

    public static Member Find(string name) => Names.Find(Encoding.UTF8.GetBytes(name));
}
