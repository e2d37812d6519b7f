using System.Globalization;
using System.Text;

namespace NhiEvents.Local.Bench;

/// <summary>A day of a tenant's sign-ins as Azure Monitor writes them, the same for the same seed: 80 % people with long policy lists, 5 % service accounts, 15 % service principals.</summary>
/// <remarks>Simulated; no tenant, person or application in it is real. A broken identity fails with one code all day, so that counts per identity and code are the findings' counts.</remarks>
internal sealed class LogMix(int seed)
{
    private const int People = 2400;

    private const int Accounts = 250;

    private const int Applications = 450;

    /// <summary>One in so many automation identities is broken.</summary>
    private const int BrokenOneIn = 8;

    private const int Policies = 5;

    private const string Tenant = "7c1f4a52-3d0e-4b8e-9a61-0f2d5c8b7e10";

    private static readonly DateTime Start = new(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc);

    private static readonly int[] AccountCodes = [50076, 50126, 50055, 50079];

    private static readonly int[] ApplicationCodes = [7000222, 7000215, 53003, 650052];

    private static readonly string[] Browsers =
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    ];

    private static readonly string[] Results = ["notApplied", "success", "notEnabled", "reportOnlyNotApplied"];

    private readonly Random _random = new(seed);

    public void Write(string path, int events)
    {
        using var output = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        for (var i = 0; i < events; i++)
        {
            var at = Start.AddTicks(TimeSpan.TicksPerDay / events * i).ToString("o", CultureInfo.InvariantCulture);
            var kind = _random.Next(100);
            output.Write(kind < 80 ? Person(i, at) : kind < 85 ? Account(i, at) : Application(i, at));
            output.Write('\n');
        }
    }

    private string Person(int row, string at)
    {
        var user = _random.Next(People);
        var app = _random.Next(9);
        var code = _random.Next(25) == 0 ? 50076 : 0;
        return Record(row, at, user % 3 == 0 ? "SignInLogs" : "NonInteractiveUserSignInLogs", code, $$"""
            "userId":"{{Id(1, user)}}","userPrincipalName":"person{{user}}@contoso.example","userDisplayName":"Person Number {{user}}","appId":"{{Id(5, app)}}","appDisplayName":"Office application {{app}}","ipAddress":"198.51.100.{{user % 250}}","clientAppUsed":"{{(user % 3 == 0 ? "Browser" : "Mobile Apps and Desktop clients")}}","userAgent":"{{Browsers[user % 3]}}","deviceDetail":{"deviceId":"{{Id(6, user)}}","displayName":"LAPTOP-{{user}}","operatingSystem":"Windows10","browser":"Edge 140.0.0","isCompliant":true,"isManaged":true,"trustType":"Azure AD joined"},"location":{"city":"Musterstadt","state":"Musterland","countryOrRegion":"DE","geoCoordinates":{"latitude":50.1,"longitude":8.6} },"networkLocationDetails":[{"networkType":"trustedNamedLocation","networkNames":["Head office"]}],"isInteractive":{{(user % 3 == 0 ? "true" : "false")}},"tokenIssuerType":"AzureAD","authenticationProtocol":"none","authenticationDetails":[{"authenticationStepDateTime":"{{at}}","authenticationMethod":"Previously satisfied","succeeded":true,"authenticationStepResultDetail":"First factor requirement satisfied by claim in the token","authenticationStepRequirement":"Primary authentication"}],"authenticationRequirement":"multiFactorAuthentication","riskDetail":"none","riskLevelAggregated":"none","riskLevelDuringSignIn":"none","riskState":"none","autonomousSystemNumber":64500,"appliedConditionalAccessPolicies":[{{PolicyList(user % 6, app % 3)}}],"conditionalAccessStatus":"success","authenticationRequirementPolicies":[{"requirementProvider":"multiConditionalAccess","detail":"Conditional Access"}]
            """);
    }

    private string Account(int row, string at)
    {
        var account = _random.Next(Accounts);
        return Record(row, at, "NonInteractiveUserSignInLogs", CodeOf(account, AccountCodes), $$"""
            "userId":"{{Id(2, account)}}","userPrincipalName":"svc-job{{account}}@contoso.example","userDisplayName":"svc-job{{account}}","appId":"{{Id(7, account % 20)}}","appDisplayName":"Job runner {{account % 20}}","ipAddress":"192.0.2.{{account % 250}}","clientAppUsed":"Mobile Apps and Desktop clients","userAgent":"python-requests/2.32.3","isInteractive":false,"authenticationProtocol":"ropc","authenticationRequirement":"singleFactorAuthentication","autonomousSystemNumber":64501,"appliedConditionalAccessPolicies":[{{PolicyList(6, account % 2)}}],"conditionalAccessStatus":"notApplied","authenticationRequirementPolicies":[]
            """);
    }

    private string Application(int row, string at)
    {
        var app = _random.Next(Applications);
        return Record(row, at, "ServicePrincipalSignInLogs", CodeOf(app, ApplicationCodes), $$"""
            "servicePrincipalId":"{{Id(3, app)}}","servicePrincipalName":"app-{{app}}","appId":"{{Id(8, app)}}","ipAddress":"203.0.113.{{app % 250}}","clientCredentialType":"clientSecret","servicePrincipalCredentialKeyId":"{{Id(9, app)}}","appOwnerTenantId":"{{Tenant}}","autonomousSystemNumber":64502,"location":{"city":"Musterstadt","countryOrRegion":"DE"},"appliedConditionalAccessPolicies":[],"conditionalAccessStatus":"notApplied","uniqueTokenIdentifier":"{{Id(10, row)}}"
            """);
    }

    private static int CodeOf(int identity, int[] codes) => identity % BrokenOneIn == 0 ? codes[identity / BrokenOneIn % codes.Length] : 0;

    private static string Record(int row, string at, string category, int code, string members) => $$$"""
        {"time":"{{{at}}}","resourceId":"/tenants/{{{Tenant}}}/providers/Microsoft.aadiam","operationName":"Sign-in activity","operationVersion":"1.0","category":"{{{category}}}","tenantId":"{{{Tenant}}}","resultType":"{{{code}}}","durationMs":0,"correlationId":"{{{Id(11, row)}}}","level":4,"properties":{"id":"{{{Id(12, row)}}}","createdDateTime":"{{{at}}}",{{{members}}},"status":{"errorCode":{{{code}}}},"correlationId":"{{{Id(11, row)}}}","resourceId":"{{{Id(13, row % 5)}}}","resourceDisplayName":"Resource {{{row % 5}}}","resourceTenantId":"{{{Tenant}}}","homeTenantId":"{{{Tenant}}}"}}
        """;

    /// <summary>What a policy came to depends on who signs in to what.</summary>
    private static string PolicyList(int group, int app) => string.Join(',', Enumerable.Range(0, Policies).Select(policy => $$"""
        {"id":"{{Id(14, policy)}}","displayName":"CA{{policy:000}}: require multi-factor authentication of group {{policy}}","enforcedGrantControls":["Mfa"],"enforcedSessionControls":[],"result":"{{Results[(policy + group + app) % Results.Length]}}","conditionsSatisfied":{{3 + group}},"conditionsNotSatisfied":{{app}}}
        """));

    private static string Id(int kind, int number) => $"{kind:x8}-0000-4000-8000-{number:x12}";
}
