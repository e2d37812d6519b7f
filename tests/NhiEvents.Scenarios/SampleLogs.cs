using System.Globalization;
using System.Text.Json.Nodes;

namespace NhiEvents.Scenarios;

/// <summary>Simulated diagnostic records of a small tenant: who is broken is known.</summary>
/// <remarks>
/// 3 service principals with an expired secret (NHI104), 4 service accounts that are challenged and never succeed (NHI101), 2 whose challenge is answered
/// within minutes, 1 code that no table knows (NHI112), healthy automation, and people who get prompts like everybody.
/// </remarks>
internal static class SampleLogs
{
    public const int ExpiredSecrets = 3;

    public const int ChallengedAccounts = 4;

    public const int UnknownCodes = 1;

    public const int Findings = ExpiredSecrets + ChallengedAccounts + UnknownCodes;

    private const string Tenant = "0f000000-0000-4000-8000-000000000001";

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>One record per line, in time order, the same for the same length.</summary>
    public static IReadOnlyList<string> Lines(int hours = 24)
    {
        var rows = new List<(DateTimeOffset At, string Json)>();
        for (var hour = 0; hour < hours; hour++)
        {
            var at = Start.AddHours(hour);
            for (var i = 0; i < ExpiredSecrets; i++)
            {
                Add(ServicePrincipal($"job-{i}", 100 + i, at.AddMinutes(3 + i), 7000222));
            }

            for (var i = 0; i < ChallengedAccounts; i++)
            {
                Add(User($"svc-batch{i}", 200 + i, at.AddMinutes(11 + i), 50076, ropc: true));
            }

            for (var i = 0; i < 2; i++)
            {
                Add(User($"svc-answered{i}", 300 + i, at.AddMinutes(20 + i), 50076, ropc: true));
                Add(User($"svc-answered{i}", 300 + i, at.AddMinutes(25 + i), 0, ropc: true));
            }

            Add(ServicePrincipal("odd-job", 400, at.AddMinutes(31), 987654));
            for (var i = 0; i < 5; i++)
            {
                Add(ServicePrincipal($"healthy-{i}", 500 + i, at.AddMinutes(32 + i), 0));
            }

            for (var i = 0; i < 30; i++)
            {
                Add(User($"Person Number {i}", 600 + i, at.AddMinutes(2 * i), i % 5 == 0 ? 50076 : 0, ropc: false));
            }
        }

        return [.. rows.OrderBy(row => row.At).Select(row => row.Json)];

        void Add((DateTimeOffset At, JsonObject Record) row) => rows.Add((row.At, row.Record.ToJsonString()));
    }

    private static (DateTimeOffset At, JsonObject Record) ServicePrincipal(string name, int number, DateTimeOffset at, int code) => (at, Record("ServicePrincipalSignInLogs", at, code, new JsonObject
    {
        ["servicePrincipalId"] = Id(number),
        ["servicePrincipalName"] = name,
        ["appId"] = Id(1000 + number),
        ["ipAddress"] = "192.0.2.10",
        ["clientCredentialType"] = "clientSecret",
        ["servicePrincipalCredentialKeyId"] = Id(2000 + number),
    }));

    private static (DateTimeOffset At, JsonObject Record) User(string name, int number, DateTimeOffset at, int code, bool ropc) => (at, Record(ropc ? "NonInteractiveUserSignInLogs" : "SignInLogs", at, code, new JsonObject
    {
        ["userId"] = Id(number),
        ["userDisplayName"] = name,
        ["userPrincipalName"] = name.Replace(' ', '.').ToLowerInvariant() + "@contoso.example",
        ["appId"] = Id(3000),
        ["appDisplayName"] = "Line of Business",
        ["ipAddress"] = "192.0.2.77",
        ["userAgent"] = ropc ? "python-requests/2.32" : "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
        ["authenticationProtocol"] = ropc ? "ropc" : "none",
        ["clientAppUsed"] = ropc ? "Mobile Apps and Desktop clients" : "Browser",
        ["authenticationRequirementPolicies"] = new JsonArray(new JsonObject { ["requirementProvider"] = "multiConditionalAccess", ["detail"] = "Conditional Access" }),
    }));

    private static JsonObject Record(string category, DateTimeOffset at, int code, JsonObject properties)
    {
        properties["id"] = Id(HashCode(category, at, properties.ToJsonString()));
        properties["createdDateTime"] = at.ToString("o", CultureInfo.InvariantCulture);
        properties["resourceId"] = Id(4000);
        properties["resourceDisplayName"] = "Microsoft Graph";
        properties["status"] = new JsonObject { ["errorCode"] = code };
        return new JsonObject
        {
            ["time"] = at.AddMinutes(4).ToString("o", CultureInfo.InvariantCulture),
            ["category"] = category,
            ["operationName"] = "Sign-in activity",
            ["tenantId"] = Tenant,
            ["resultType"] = code.ToString(CultureInfo.InvariantCulture),
            ["properties"] = properties,
        };
    }

    private static int HashCode(string category, DateTimeOffset at, string content)
    {
        var hash = 17;
        foreach (var c in category + at.UtcTicks.ToString(CultureInfo.InvariantCulture) + content)
        {
            hash = unchecked((hash * 31) + c);
        }

        return hash & int.MaxValue;
    }

    private static string Id(int number) => $"aaaaaaaa-0000-4000-8000-{number:x12}";
}
