namespace NhiEvents.Core.Events;

/// <summary>The names that each schema of a sign-in gives to its fields; data, so that one reader serves them all.</summary>
/// <remarks>
/// Some names mean two things, which the value tells apart: <c>resourceId</c> is a path around the event and an id in it, <c>location</c> a country or an object.
/// The column <c>TenantId</c> of Log Analytics is the workspace and is not here.
/// </remarks>
internal static class FieldTables
{
    /// <summary>A Graph <c>signIn</c>, and the member <c>properties</c> of a diagnostic record.</summary>
    private static readonly (string Name, Field Field)[] Graph =
    [
        ("id", Field.Id), ("createdDateTime", Field.CreatedDateTime), ("tenantId", Field.InnerTenantId), ("homeTenantId", Field.HomeTenantId),
        ("resourceTenantId", Field.ResourceTenantId), ("isInteractive", Field.IsInteractive), ("signInEventTypes", Field.EventTypes),
        ("managedIdentityType", Field.ManagedIdentityType), ("userId", Field.UserId), ("userType", Field.UserType),
        ("userDisplayName", Field.UserDisplayName), ("userPrincipalName", Field.UserPrincipalName), ("servicePrincipalId", Field.ServicePrincipalId),
        ("servicePrincipalName", Field.ServicePrincipalName), ("appId", Field.AppId), ("appDisplayName", Field.AppDisplayName),
        ("resourceId", Field.ResourceId), ("resourceServicePrincipalId", Field.ResourceServicePrincipalId), ("resourceDisplayName", Field.ResourceDisplayName),
        ("status", Field.Status), ("ipAddress", Field.IpAddress), ("autonomousSystemNumber", Field.AutonomousSystemNumber), ("location", Field.Location),
        ("userAgent", Field.UserAgent), ("clientAppUsed", Field.ClientAppUsed), ("authenticationProtocol", Field.AuthenticationProtocol),
        ("authenticationRequirement", Field.AuthenticationRequirement), ("incomingTokenType", Field.IncomingTokenType),
        ("clientCredentialType", Field.ClientCredentialType), ("servicePrincipalCredentialKeyId", Field.CredentialKeyId),
        ("servicePrincipalCredentialThumbprint", Field.CredentialThumbprint), ("federatedCredentialId", Field.FederatedCredentialId),
        ("appOwnerTenantId", Field.AppOwnerTenantId), ("correlationId", Field.CorrelationId), ("conditionalAccessStatus", Field.ConditionalAccessStatus),
        ("originalTransferMethod", Field.TransferMethod), ("authenticationDetails", Field.AuthenticationDetails),
        ("authenticationRequirementPolicies", Field.RequirementPolicies), ("appliedConditionalAccessPolicies", Field.AppliedPolicies),
    ];

    /// <summary>What Azure Monitor adds around the event, and the lists that hold rows.</summary>
    private static readonly (string Name, Field Field)[] Record =
    [
        ("category", Field.Category), ("operationName", Field.OperationName), ("time", Field.Time), ("tenantId", Field.TenantId), ("resultType", Field.ResultType),
        ("resultDescription", Field.ResultDescription), ("identity", Field.Identity), ("callerIpAddress", Field.CallerIpAddress),
        ("correlationId", Field.OuterCorrelationId), ("properties", Field.Properties),
        ("calleripaddress", Field.CallerIpAddress), ("correlationid", Field.OuterCorrelationId), ("operationname", Field.OperationName), ("resourceid", Field.ResourceId),
        ("resultdescription", Field.ResultDescription), ("resulttype", Field.ResultType), ("tenantid", Field.TenantId), // Panther
        ("records", Field.Records), ("results", Field.Records), ("Results", Field.Records), ("expected", Field.Records), ("data", Field.Records), ("events", Field.Records), ("messages", Field.Records),
        ("value", Field.Value), ("tables", Field.Tables), ("Tables", Field.Tables), ("hits", Field.Hits), ("FrameType", Field.Frame),
    ];

    /// <summary>Columns of the Log Analytics tables; <c>_dynamic</c> where one query read tables whose column types differ.</summary>
    private static readonly (string Name, Field Field)[] Columns =
    [
        ("Category", Field.Category), ("Type", Field.Table), ("$table", Field.Table), ("_OriginalType", Field.OriginalTable), ("_OriginalTimeGenerated", Field.OriginalTime),
        ("OperationName", Field.OperationName), ("TimeGenerated", Field.Time),
        ("TimeGenerated [UTC]", Field.Time), ("AADTenantId", Field.TenantId), ("HomeTenantId", Field.HomeTenantId), ("ResourceTenantId", Field.ResourceTenantId),
        ("_ResourceId", Field.ResourceId), ("ResultType", Field.ResultType), ("ResultDescription", Field.ResultDescription), ("Identity", Field.Identity),
        ("Id", Field.Id), ("CreatedDateTime", Field.CreatedDateTime), ("CreatedDateTime [UTC]", Field.CreatedDateTime), ("IsInteractive", Field.IsInteractive),
        ("SignInEventTypes", Field.EventTypes), ("UserId", Field.UserId), ("UserType", Field.UserType), ("UserDisplayName", Field.UserDisplayName),
        ("UserPrincipalName", Field.UserPrincipalName), ("ServicePrincipalId", Field.ServicePrincipalId), ("ServicePrincipalName", Field.ServicePrincipalName),
        ("AppId", Field.AppId), ("AppDisplayName", Field.AppDisplayName), ("ResourceId", Field.ResourceId), ("ResourceIdentity", Field.ResourceId),
        ("ResourceServicePrincipalId", Field.ResourceServicePrincipalId), ("ResourceDisplayName", Field.ResourceDisplayName),
        ("Status", Field.Status), ("Status_dynamic", Field.Status), ("Status_string", Field.Status), ("IPAddress", Field.IpAddress), ("IpAddress", Field.IpAddress),
        ("AutonomousSystemNumber", Field.AutonomousSystemNumber), ("Location", Field.Location), ("LocationDetails", Field.Location),
        ("LocationDetails_dynamic", Field.Location), ("LocationDetails_string", Field.Location), ("UserAgent", Field.UserAgent), ("ClientAppUsed", Field.ClientAppUsed),
        ("AuthenticationProtocol", Field.AuthenticationProtocol), ("AuthenticationRequirement", Field.AuthenticationRequirement),
        ("IncomingTokenType", Field.IncomingTokenType), ("ClientCredentialType", Field.ClientCredentialType),
        ("ServicePrincipalCredentialKeyId", Field.CredentialKeyId), ("ServicePrincipalCredentialThumbprint", Field.CredentialThumbprint),
        ("FederatedCredentialId", Field.FederatedCredentialId), ("AppOwnerTenantId", Field.AppOwnerTenantId), ("CorrelationId", Field.CorrelationId),
        ("ConditionalAccessStatus", Field.ConditionalAccessStatus), ("OriginalTransferMethod", Field.TransferMethod),
        ("AuthenticationDetails", Field.AuthenticationDetails), ("AuthenticationRequirementPolicies", Field.RequirementPolicies),
        ("ConditionalAccessPolicies", Field.AppliedPolicies), ("ConditionalAccessPolicies_dynamic", Field.AppliedPolicies),
        ("ConditionalAccessPolicies_string", Field.AppliedPolicies), ("AppliedConditionalAccessPolicies", Field.AppliedPolicies),
    ];

    /// <summary>Columns of the sign-in tables of advanced hunting, EntraIdSignInEvents and EntraIdSpnSignInEvents.</summary>
    private static readonly (string Name, Field Field)[] Hunting =
    [
        ("Timestamp", Field.Time), ("RequestId", Field.Id), ("LogonType", Field.EventTypes), ("IsManagedIdentity", Field.IsManagedIdentity), ("ErrorCode", Field.ErrorCode),
        ("AccountObjectId", Field.UserId), ("AccountUpn", Field.UserPrincipalName), ("AccountDisplayName", Field.UserDisplayName),
        ("ServicePrincipalId", Field.ServicePrincipalId), ("ServicePrincipalName", Field.ServicePrincipalName), ("ApplicationId", Field.AppId),
        ("Application", Field.AppDisplayName), ("ResourceId", Field.ResourceId), ("ResourceDisplayName", Field.ResourceDisplayName),
        ("ResourceTenantId", Field.ResourceTenantId), ("IPAddress", Field.IpAddress), ("Country", Field.Location), ("UserAgent", Field.UserAgent),
        ("ClientAppUsed", Field.ClientAppUsed), ("AuthenticationRequirement", Field.AuthenticationRequirement), ("CorrelationId", Field.CorrelationId),
        ("ConditionalAccessPolicies", Field.AppliedPolicies), ("ConditionalAccessStatus", Field.ConditionalAccessStatus),
    ];

    /// <summary>Headings of the CSV files that the Entra portal's sign-in pages download (blanks at their ends and double ones removed).</summary>
    private static readonly (string Name, Field Field)[] Portal =
    [
        ("Date (UTC)", Field.CreatedDateTime), ("Request ID", Field.Id), ("User agent", Field.UserAgent), ("Correlation ID", Field.CorrelationId),
        ("User ID", Field.UserId), ("User", Field.UserDisplayName), ("Username", Field.UserPrincipalName), ("User type", Field.UserType),
        ("Service principal ID", Field.ServicePrincipalId), ("Service principal name", Field.ServicePrincipalName), ("Credential key ID", Field.CredentialKeyId),
        ("Credential thumbprint", Field.CredentialThumbprint), ("Incoming token type", Field.IncomingTokenType),
        ("Authentication Protocol", Field.AuthenticationProtocol), ("Original transfer method", Field.TransferMethod),
        ("Client credential type", Field.ClientCredentialType), ("Application", Field.AppDisplayName), ("Application ID", Field.AppId),
        ("App owner tenant ID", Field.AppOwnerTenantId), ("Resource", Field.ResourceDisplayName), ("Resource ID", Field.ResourceId),
        ("Resource service principal ID", Field.ResourceServicePrincipalId), ("Resource tenant ID", Field.ResourceTenantId), ("Home tenant ID", Field.HomeTenantId),
        ("IP address", Field.IpAddress), ("Sign-in error code", Field.ErrorCode), ("Failure reason", Field.FailureReason), ("Client app", Field.ClientAppUsed),
        ("Multifactor authentication result", Field.MfaResult), ("Authentication requirement", Field.AuthenticationRequirement),
        ("Autonomous system number", Field.AutonomousSystemNumber), ("Conditional Access", Field.ConditionalAccessStatus),
        ("Federated credential ID", Field.FederatedCredentialId), ("Managed Identity type", Field.ManagedIdentityType),
    ];

    /// <summary>Where SIEMs, shippers, Event Hub tools and searches of the unified audit log keep the record that they carry.</summary>
    private static readonly (string Name, Field Field)[] Carriers =
    [
        ("_raw", Field.Inside), ("event.original", Field.Inside), ("original", Field.Inside), ("message", Field.Inside), ("_source", Field.Inside), ("result", Field.Inside),
        ("event", Field.Inside), ("input", Field.Inside), ("body", Field.Inside), ("Body", Field.Inside), ("full_log", Field.Inside),
        ("@rawstring", Field.Inside), ("attributes", Field.Inside), ("content", Field.Inside), ("custom", Field.Inside), ("full_message", Field.Inside), ("line", Field.Inside), ("log", Field.Inside), ("map", Field.Inside),
        ("payload", Field.Inside), ("raw", Field.Inside), ("rawLog", Field.Inside), ("raw_data", Field.Inside), ("raw_log", Field.Inside), ("record", Field.Inside),
        ("AuditData", Field.Inside), ("auditData", Field.Inside), ("ms-graph", Field.Inside), // the last of Wazuh
    ];

    private static readonly (string Name, Field Field)[] Marks =
    [
        ("activityDateTime", Field.AuditMark), ("activityDisplayName", Field.AuditMark), ("ActivityDateTime", Field.AuditMark), ("ActivityDisplayName", Field.AuditMark),
        ("LoggedByService", Field.AuditMark), ("OperationNameValue", Field.ActivityMark), ("riskEventType", Field.RiskMark), ("RiskEventType", Field.RiskMark), ("riskLastUpdatedDateTime", Field.RiskMark),
        ("RiskLastUpdatedDateTime", Field.RiskMark), ("riskLastModifiedDateTime", Field.RiskMark), ("eventDataId", Field.ActivityMark), ("EventDataId", Field.ActivityMark), ("CategoryValue", Field.ActivityMark),
        ("EventID", Field.WindowsMark), ("EventId", Field.WindowsMark), ("event_id", Field.WindowsMark), ("winlog", Field.WindowsMark), ("Event", Field.WindowsMark), ("win", Field.WindowsMark), ("LogName", Field.WindowsMark), ("specversion", Field.EventGridMark), ("eventType", Field.EventGridMark),
        ("validationResponse", Field.EventGridMark), ("grantControls", Field.DirectoryMark), ("signInAudience", Field.DirectoryMark),
        ("servicePrincipalType", Field.DirectoryMark), ("servicePrincipalNames", Field.DirectoryMark), ("audiences", Field.DirectoryMark),
        ("enforcedGrantControls", Field.DirectoryMark), ("provisioningAction", Field.ProvisioningMark), ("provisioningSteps", Field.ProvisioningMark),
        ("Workload", Field.OfficeMark), ("auditLogRecordType", Field.OfficeMark),
        ("ErrorNumber", Field.OfficeSignInMark), ("ActionType", Field.HuntingMark),
    ];

    /// <summary>Databases and scripts write column names in lower case, in capitals or with underscores. Then <c>tenantid</c> is the workspace, and all names are to be put back first.</summary>
    private static readonly (string Name, Field Field)[] Respelled =
        [.. from name in (string[])["time_generated", "aad_tenant_id", "account_object_id", "is_managed_identity"]
            from spelled in (string[])[name, name.Replace("_", "", StringComparison.Ordinal)]
            from cased in (string[])[spelled, spelled.ToUpperInvariant()]
            select (cased, Field.RespelledColumn)];

    /// <summary>What only the properties of an audit have.</summary>
    private static readonly (string Name, Field Field)[] InnerMarks = [("activityDateTime", Field.AuditMark), ("activityDisplayName", Field.AuditMark), ("loggedByService", Field.AuditMark)];

    /// <summary>Names of what is in the event.</summary>
    public static IEnumerable<string> EventNames => Graph.Concat(InnerMarks).Select(entry => entry.Name);

    /// <summary>Names of what is around the event.</summary>
    public static IEnumerable<string> RecordNames => Record.Concat(Marks).Select(entry => entry.Name);

    /// <summary>Names of columns, of the sign-in tables of Log Analytics first.</summary>
    public static IEnumerable<string> ColumnNames => Columns.Concat(Hunting).Select(entry => entry.Name);

    /// <summary>Members of <c>properties</c>.</summary>
    public static FieldNames<Field> Event { get; } = new([.. Graph.Concat(Hunting).Concat(InnerMarks)]);

    /// <summary>Members of a row itself, in any schema; where two use one name, the diagnostic record's meaning comes first.</summary>
    public static FieldNames<Field> Row { get; } = new([.. Record.Concat(Graph).Concat(Columns).Concat(Hunting).Concat(Portal).Concat(Carriers).Concat(Marks).Concat(Respelled).DistinctBy(entry => entry.Name)]);

    /// <summary>Whose rows a mark shows, as <see cref="ReadResult.NotForUs"/> names them.</summary>
    public static string OwnerOf(Field mark) => mark switch
    {
        Field.AuditMark => "AuditLogs",
        Field.RiskMark => "RiskEvents",
        Field.ProvisioningMark => "ProvisioningLogs",
        Field.ActivityMark => "AzureActivity",
        Field.WindowsMark => "SecurityEvent",
        Field.EventGridMark => "EventGrid",
        Field.OfficeMark => "OfficeActivity",
        Field.OfficeSignInMark => LogCategories.OfficeSignIns,
        Field.HuntingMark => LogCategories.Hunting,
        _ => "DirectoryObjects",
    };
}
