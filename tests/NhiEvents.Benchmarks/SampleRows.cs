using System.Text;

namespace NhiEvents.Benchmarks;

/// <summary>Rows as Azure Monitor writes them, simulated.</summary>
internal static class SampleRows
{
    /// <summary>A person's, with a long list of policies; about 3 KB.</summary>
    public static byte[] Person { get; } = Record(
        "SignInLogs",
        "\"userId\":\"00000001-0000-4000-8000-000000000001\",\"userPrincipalName\":\"person1@contoso.example\",\"userDisplayName\":\"Person Number 1\",\"clientAppUsed\":\"Browser\",\"userAgent\":\"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0\",\"authenticationProtocol\":\"none\"",
        policies: 12,
        code: 0);

    /// <summary>A service principal's, of a given minute.</summary>
    public static byte[] Application(int minute) => Record(
        "ServicePrincipalSignInLogs",
        "\"servicePrincipalId\":\"00000003-0000-4000-8000-000000000001\",\"servicePrincipalName\":\"app-1\",\"servicePrincipalCredentialKeyId\":\"00000009-0000-4000-8000-000000000001\"",
        policies: 0,
        code: minute % 4 == 0 ? 0 : 7000222,
        minute);

    private static byte[] Record(string category, string who, int policies, int code, int minute = 0) => Encoding.UTF8.GetBytes($$$"""
        {"time":"2026-03-02T07:{{{minute:00}}}:00.0000000Z","operationName":"Sign-in activity","category":"{{{category}}}","tenantId":"7c1f4a52-3d0e-4b8e-9a61-0f2d5c8b7e10","resultType":"{{{code}}}","properties":{"id":"e{{{minute}}}","createdDateTime":"2026-03-02T07:{{{minute:00}}}:00.0000000Z",{{{who}}},"appId":"00000008-0000-4000-8000-000000000001","status":{"errorCode":{{{code}}}},"resourceId":"00000013-0000-4000-8000-000000000001","resourceDisplayName":"Resource","ipAddress":"203.0.113.7","location":{"city":"Musterstadt","countryOrRegion":"DE"},"appliedConditionalAccessPolicies":[{{{Policies(policies)}}}]}}
        """);

    private static string Policies(int count) => string.Join(',', Enumerable.Range(0, count).Select(policy => $$"""
        {"id":"00000014-0000-4000-8000-{{policy:x12}}","displayName":"CA{{policy:000}}: require multi-factor authentication","enforcedGrantControls":["Mfa"],"enforcedSessionControls":[],"result":"notApplied","conditionsSatisfied":3,"conditionsNotSatisfied":1}
        """));
}
