using System.Text.Json.Nodes;

namespace NhiEvents.Core.Tests.Events;

/// <summary>Rows of the logs beside the sign-ins, the same events in every schema and container that exports come in.</summary>
internal static class OtherShapes
{
    public const string Tenant = "0a0a0a0a-0000-4000-8000-00000000000a";

    private const string Subscription = "/subscriptions/88888888-0000-4000-8000-000000000001/resourceGroups/jobs/providers/Microsoft.Compute/virtualMachines/vm1";

    private const string Refusal =
        """{"error":{"code":"RequestDisallowedByPolicy","target":"vm1","message":"Resource 'vm1' was disallowed by policy.","additionalInfo":[{"type":"PolicyViolation","info":{"policyDefinitionDisplayName":"Users must use MFA for Create/Update operations"}}]}}""";

    /// <summary>Log, then name of the shape, to the text.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> All { get; } = new Dictionary<string, IReadOnlyDictionary<string, string>>
    {
        ["Activity Log"] = Shapes([DiagnosticDenial(1), DiagnosticDenial(2)], [ColumnsOfDenial(1), ColumnsOfDenial(2)], [ListedDenial(1), ListedDenial(2)]),
        ["changes in Azure"] = Shapes(
            [ChangeShapes.Diagnostic(1), ChangeShapes.Diagnostic(2)], [ChangeShapes.Columns(1), ChangeShapes.Columns(2)], [ChangeShapes.Listed(1), ChangeShapes.Listed(2)]),
        ["audits"] = Shapes([DiagnosticAudit(1), DiagnosticAudit(2)], [ColumnsOfAudit(1), ColumnsOfAudit(2)], [GraphAudit(1), GraphAudit(2)]),
        ["risks"] = Shapes([RiskShapes.DiagnosticRisk(1), RiskShapes.DiagnosticRisk(2)], [RiskShapes.ColumnsOfRisk(1), RiskShapes.ColumnsOfRisk(2)], [RiskShapes.GraphRisk(1), RiskShapes.GraphRisk(2)]),
        ["risks of users"] = Shapes([RiskShapes.DiagnosticUserRisk()], [RiskShapes.ColumnsOfUserRisk()], [RiskShapes.GraphUserRisk()]),
        ["risky service principals"] = Shapes([RiskShapes.DiagnosticStanding()], [RiskShapes.ColumnsOfStanding()], [RiskShapes.GraphStanding()]),
        ["lockouts"] = Shapes([Winlogbeat(1), Winlogbeat(2)], [ColumnsOfLockout(1), ColumnsOfLockout(2)], [PlainLockout(1), PlainLockout(2)]),
    };

    public static JsonObject ListedDenial(int number) => new()
    {
        ["authorization"] = new JsonObject { ["action"] = "Microsoft.Compute/virtualMachines/write", ["scope"] = Subscription },
        ["caller"] = "svc-deploy@contoso.example",
        ["category"] = new JsonObject { ["value"] = "Administrative", ["localizedValue"] = "Administrative" },
        ["claims"] = Claims(),
        ["correlationId"] = $"c{number}",
        ["eventDataId"] = $"e{number}",
        ["eventTimestamp"] = $"2026-03-02T08:0{number}:00.1234567Z",
        ["httpRequest"] = new JsonObject { ["clientIpAddress"] = "192.0.2.4", ["method"] = "PUT" },
        ["operationName"] = new JsonObject { ["value"] = "Microsoft.Compute/virtualMachines/write", ["localizedValue"] = "Create or Update Virtual Machine" },
        ["properties"] = new JsonObject { ["statusCode"] = "Forbidden", ["statusMessage"] = Refusal },
        ["resourceId"] = Subscription,
        ["status"] = new JsonObject { ["value"] = "Failed" },
        ["subStatus"] = new JsonObject { ["value"] = "Forbidden" },
        ["subscriptionId"] = "88888888-0000-4000-8000-000000000001",
    };

    public static JsonObject DiagnosticAudit(int number) => new()
    {
        ["time"] = $"2026-03-02T08:0{number}:00.1234567Z",
        ["resourceId"] = $"/tenants/{Tenant}/providers/Microsoft.aadiam",
        ["operationName"] = "Update application \u2013 Certificates and secrets management ",
        ["category"] = "AuditLogs",
        ["tenantId"] = Tenant,
        ["resultSignature"] = "None",
        ["correlationId"] = $"c{number}",
        ["identity"] = "Somebody",
        ["properties"] = GraphAudit(number),
    };

    public static JsonObject GraphAudit(int number) => new()
    {
        ["id"] = $"Directory_c{number}_X",
        ["category"] = "ApplicationManagement",
        ["correlationId"] = $"c{number}",
        ["result"] = "success",
        ["resultReason"] = "",
        ["activityDisplayName"] = "Update application \u2013 Certificates and secrets management ",
        ["activityDateTime"] = $"2026-03-02T08:0{number}:00.1234567Z",
        ["loggedByService"] = "Core Directory",
        ["operationType"] = "Update",
        ["initiatedBy"] = Initiator(number),
        ["targetResources"] = Targets(),
        ["additionalDetails"] = Details(),
    };

    public static JsonObject Winlogbeat(int number) => new()
    {
        ["@timestamp"] = $"2026-03-02T08:0{number}:00.120Z",
        ["event"] = new JsonObject { ["code"] = "4740", ["action"] = "locked-out-user-account", ["kind"] = "event" },
        ["host"] = new JsonObject { ["name"] = "dc1.contoso.example" },
        ["message"] = "A user account was locked out.",
        ["winlog"] = new JsonObject
        {
            ["channel"] = "Security",
            ["event_id"] = "4740",
            ["record_id"] = 7000 + number,
            ["computer_name"] = "dc1.contoso.example",
            ["event_data"] = new JsonObject
            {
                ["TargetUserName"] = "svc-deploy", ["TargetDomainName"] = "JOBHOST7", ["TargetSid"] = "S-1-5-21-1-2-3-1104", ["SubjectUserName"] = "DC1$", ["SubjectDomainName"] = "CONTOSO",
            },
        },
    };

    private static Dictionary<string, string> Shapes(IReadOnlyList<JsonObject> records, IReadOnlyList<JsonObject> columns, IReadOnlyList<JsonObject> objects) => new()
    {
        ["records"] = $$"""{"records":{{List(records)}}}""",
        ["record lines"] = Lines(records),
        ["records, nested as text"] = Lines(records.Select(AsText)),
        ["records, indented, mark"] = "\uFEFF" + ShapeWriters.Indented($$"""{"records":{{List(records)}}}"""),
        ["column lines"] = Lines(columns),
        ["column tables"] = ShapeWriters.TablesJson(columns),
        ["column CSV"] = ShapeWriters.Csv(columns, ","),
        ["column CSV, semicolons"] = "\uFEFF" + ShapeWriters.Csv(columns, ";"),
        ["object list"] = List(objects),
        ["object page"] = $$"""{"@odata.context":"x","value":{{List(objects)}},"@odata.nextLink":"y"}""",
        ["object lines"] = Lines(objects),
        ["mixed and repeated"] = Lines([.. records, .. columns, .. objects]),
    };

    private static string Lines(IEnumerable<JsonObject> rows) => string.Concat(rows.Select(row => row.ToJsonString() + "\n"));

    private static string List(IEnumerable<JsonObject> rows) => $"[{string.Join(',', rows.Select(row => row.ToJsonString()))}]";

    private static JsonObject AsText(JsonObject row) => new(row.Select(member =>
        KeyValuePair.Create(member.Key, member.Key is "properties" or "identity" && member.Value is JsonObject inside ? inside.ToJsonString() : member.Value?.DeepClone())));

    private static JsonObject Claims() => new()
    {
        ["aud"] = "https://management.core.windows.net/",
        ["http://schemas.microsoft.com/identity/claims/objectidentifier"] = "AAAAAAAA-0000-4000-8000-000000000001",
        ["http://schemas.microsoft.com/identity/claims/tenantid"] = Tenant,
        ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"] = "svc-deploy@contoso.example",
        ["appid"] = "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
        ["idtyp"] = "user",
        ["ipaddr"] = "192.0.2.9",
    };

    public static JsonObject DiagnosticDenial(int number) => new()
    {
        ["time"] = $"2026-03-02T08:0{number}:00.1234567Z",
        ["resourceId"] = Subscription.ToUpperInvariant(),
        ["operationName"] = "MICROSOFT.COMPUTE/VIRTUALMACHINES/WRITE",
        ["category"] = "Administrative",
        ["resultType"] = "Failure",
        ["resultSignature"] = "Failed.Forbidden",
        ["callerIpAddress"] = "192.0.2.4",
        ["correlationId"] = $"c{number}",
        ["identity"] = new JsonObject { ["authorization"] = new JsonObject { ["scope"] = Subscription, ["action"] = "Microsoft.Compute/virtualMachines/write" }, ["claims"] = Claims() },
        ["level"] = "Error",
        ["properties"] = new JsonObject { ["statusCode"] = "Forbidden", ["eventDataId"] = $"e{number}", ["statusMessage"] = Refusal, ["eventCategory"] = "Administrative" },
    };

    public static JsonObject ColumnsOfDenial(int number) => new()
    {
        ["TenantId"] = "workspace",
        ["TimeGenerated"] = $"2026-03-02T08:0{number}:00.1234567Z",
        ["OperationNameValue"] = "MICROSOFT.COMPUTE/VIRTUALMACHINES/WRITE",
        ["OperationName"] = "Create or Update Virtual Machine",
        ["CategoryValue"] = "Administrative",
        ["ActivityStatusValue"] = "Failure",
        ["ActivitySubstatusValue"] = "Forbidden",
        ["Caller"] = "svc-deploy@contoso.example",
        ["CallerIpAddress"] = "192.0.2.4",
        ["Claims"] = Claims().ToJsonString(),
        ["Authorization"] = new JsonObject { ["scope"] = Subscription, ["action"] = "Microsoft.Compute/virtualMachines/write" }.ToJsonString(),
        ["CorrelationId"] = $"c{number}",
        ["EventDataId"] = $"e{number}",
        ["Properties"] = new JsonObject { ["statusCode"] = "Forbidden", ["statusMessage"] = Refusal }.ToJsonString(),
        ["_ResourceId"] = Subscription.ToLowerInvariant(),
        ["Type"] = "AzureActivity",
    };

    private static JsonObject Initiator(int number) => number == 1
        ? new JsonObject { ["app"] = null, ["user"] = new JsonObject { ["id"] = "99999999-0000-4000-8000-000000000009", ["displayName"] = "Sara Bothma", ["userPrincipalName"] = "sara.bothma@contoso.example", ["ipAddress"] = "198.51.100.77" } }
        : new JsonObject { ["user"] = null, ["app"] = new JsonObject { ["appId"] = "55555555-0000-4000-8000-000000000001", ["displayName"] = "Rotation", ["servicePrincipalId"] = "22222222-0000-4000-8000-000000000001" } };

    private static JsonArray Targets() =>
    [
        new JsonObject
        {
            ["id"] = "77777777-0000-4000-8000-000000000001",
            ["displayName"] = "Billing export",
            ["type"] = "Application",
            ["modifiedProperties"] = new JsonArray(
                new JsonObject { ["displayName"] = "KeyDescription", ["oldValue"] = "[]", ["newValue"] = """["[KeyIdentifier=11ca002d-d846-4692-8e1f-501db99f485a,KeyType=Password,KeyUsage=Verify,DisplayName=key 2]"]""" },
                new JsonObject { ["displayName"] = "Included Updated Properties", ["oldValue"] = null, ["newValue"] = "\"KeyDescription\"" }),
        },
    ];

    private static JsonArray Details() => [new JsonObject { ["key"] = "User-Agent", ["value"] = "python/3.8 Azure-SDK-For-Python" }, new JsonObject { ["key"] = "AppId", ["value"] = "a1" }];

    public static JsonObject ColumnsOfAudit(int number) => new()
    {
        ["TimeGenerated"] = $"2026-03-02T08:0{number}:00.1234567Z",
        ["AADTenantId"] = Tenant,
        ["OperationName"] = "Update application \u2013 Certificates and secrets management ",
        ["Category"] = "ApplicationManagement",
        ["CorrelationId"] = $"c{number}",
        ["Id"] = $"Directory_c{number}_X",
        ["InitiatedBy"] = Initiator(number).ToJsonString(),
        ["TargetResources"] = Targets().ToJsonString(),
        ["AdditionalDetails"] = Details().ToJsonString(),
        ["LoggedByService"] = "Core Directory",
        ["AADOperationType"] = "Update",
        ["Result"] = "success",
        ["ResultType"] = "",
        ["ActivityDisplayName"] = "Update application \u2013 Certificates and secrets management ",
        ["ActivityDateTime"] = $"2026-03-02T08:0{number}:00.1234567Z",
        ["Type"] = "AuditLogs",
    };

    private static JsonObject ColumnsOfLockout(int number) => new()
    {
        ["TenantId"] = "workspace",
        ["TimeGenerated"] = $"2026-03-02T08:0{number}:00.12Z",
        ["Computer"] = "dc1.contoso.example",
        ["Channel"] = "Security",
        ["EventID"] = "4740",
        ["Activity"] = "4740 - A user account was locked out.",
        ["EventRecordId"] = (7000 + number).ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["TargetAccount"] = @"JOBHOST7\svc-deploy",
        ["TargetUserName"] = "svc-deploy",
        ["TargetDomainName"] = "JOBHOST7",
        ["TargetSid"] = "S-1-5-21-1-2-3-1104",
        ["SubjectUserName"] = "DC1$",
        ["SubjectDomainName"] = "CONTOSO",
        ["Type"] = "SecurityEvent",
    };

    private static JsonObject PlainLockout(int number) => new()
    {
        ["EventID"] = 4740,
        ["TimeCreated"] = $"2026-03-02T08:0{number}:00.12Z",
        ["Computer"] = "dc1.contoso.example",
        ["EventRecordID"] = 7000 + number,
        ["EventData"] = new JsonObject { ["TargetUserName"] = "svc-deploy", ["TargetDomainName"] = @"\\JOBHOST7", ["TargetSid"] = "S-1-5-21-1-2-3-1104", ["SubjectDomainName"] = "CONTOSO" },
    };
}
