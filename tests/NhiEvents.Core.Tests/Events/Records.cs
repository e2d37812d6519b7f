using System.Text;
using System.Text.Json.Nodes;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>Diagnostic records to test with: written here, in the shape that Azure Monitor exports.</summary>
internal static class Records
{
    public const string User =
        """
        {
          "time": "2026-03-02T08:02:09.0000000Z", "resourceId": "/tenants/0a0a0a0a-0000-4000-8000-000000000001/providers/Microsoft.aadiam",
          "operationName": "Sign-in activity", "category": "NonInteractiveUserSignInLogs", "tenantId": "0A0A0A0A-0000-4000-8000-000000000001",
          "resultType": "50076", "callerIpAddress": "192.0.2.1", "correlationId": "c0", "identity": "svc-backup", "Level": 4, "location": "DE",
          "properties": {
            "id": "e1", "createdDateTime": "2026-03-02T08:00:00.1234567+00:00", "userDisplayName": "svc-backup", "userPrincipalName": "svc-backup@contoso.example",
            "userId": "11111111-AAAA-4000-8000-000000000001", "appId": "33333333-0000-4000-8000-000000000001", "appDisplayName": "Backup",
            "ipAddress": "192.0.2.10", "status": { "errorCode": 50076, "failureReason": "MFA is needed.", "additionalDetails": "MFA required in Azure AD" },
            "clientAppUsed": "Mobile Apps and Desktop clients", "userAgent": "python-requests/2.31", "deviceDetail": { "browser": "x" },
            "location": { "city": "Bonn", "countryOrRegion": "DE", "geoCoordinates": { "latitude": 1.5 } },
            "correlationId": "c1", "conditionalAccessStatus": "failure", "autonomousSystemNumber": 64500,
            "authenticationProtocol": "ropc", "authenticationRequirement": "multiFactorAuthentication", "incomingTokenType": "none",
            "authenticationRequirementPolicies": [ { "requirementProvider": "user", "detail": "Per-user MFA" }, { "requirementProvider": "multiConditionalAccess" }, { "requirementProvider": "user" } ],
            "appliedConditionalAccessPolicies": [
              { "id": "p2", "displayName": "Require MFA", "result": "failure", "enforcedGrantControls": ["Mfa"] },
              { "id": "p1", "displayName": "Pilot", "result": "reportOnlyFailure" },
              { "id": "p4", "displayName": "Passed", "result": "notApplied", "excludeRulesSatisfied": [ { "conditionalAccessCondition": "users", "ruleSatisfied": "groupId" } ] },
              { "id": "p3", "displayName": "Other", "result": "success", "excludeRulesSatisfied": [] }
            ],
            "authenticationDetails": [ { "succeeded": true, "authenticationStepResultDetail": "Correct password" }, { "succeeded": false, "authenticationStepResultDetail": "MFA required in Azure AD" } ],
            "resourceDisplayName": "Vault", "resourceId": "44444444-0000-4000-8000-000000000001", "servicePrincipalId": "", "somethingNew": { "deep": [1, { "a": null }] }
          }
        }
        """;

    public const string App =
        """
        {"category":"ServicePrincipalSignInLogs","time":"2026-03-02T08:00:00Z","resourceId":"/tenants/t9/providers/Microsoft.aadiam","resultType":"7000222",
         "properties":{"id":"e2","createdDateTime":"2026-03-02T08:00:00Z","servicePrincipalId":"22222222-0000-4000-8000-000000000001","servicePrincipalName":"Billing",
         "appId":"55555555-0000-4000-8000-000000000001","status":{"errorCode":7000222},"userId":null,"ipAddress":"","resourceId":"r","servicePrincipalCredentialKeyId":"k1"}}
        """;

    /// <summary>The record after a change to it or to its properties.</summary>
    public static byte[] With(string record, Action<JsonObject, JsonObject> change)
    {
        var json = JsonNode.Parse(record)!.AsObject();
        change(json, json["properties"]!.AsObject());
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    public static SignIn Read(byte[] record) => Assert.IsType<ReadResult.Row>(SignInReader.Read(record)).SignIn;

    public static SignIn Read(string record) => Read(Encoding.UTF8.GetBytes(record));

    public static ReadResult.Unreadable Refused(string record) => Refused(Encoding.UTF8.GetBytes(record));

    public static ReadResult.Unreadable Refused(byte[] record) => Assert.IsType<ReadResult.Unreadable>(SignInReader.Read(record));
}
