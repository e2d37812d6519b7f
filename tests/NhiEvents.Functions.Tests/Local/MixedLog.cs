using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Core.Detection;

namespace NhiEvents.Functions.Tests.Local;

/// <summary>Log rows of a tenant in which everything happens to everybody, the same for the same seed.</summary>
/// <remarks>
/// Every code of the table, unknown ones, successes, locks with and without a success after them, multi-factor authentication late or in time; service principals, managed
/// identities, accounts that show automation in all, in some or in weak ways only, an account that works day and night, people. Rows come in three schemas, twice, and in no order.
/// </remarks>
internal sealed class MixedLog(int seed)
{
    private const string Tenant = "0f000000-0000-4000-8000-000000000001";

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private static readonly int[] Codes = [0, 50076, 50053, 50126, 7000222, 987654, 987655, .. ErrorCodeTable.Shipped.Codes.Select(code => code.Code)];

    private readonly Random _random = new(seed);
    private int _rows;

    /// <summary>File names and their content.</summary>
    public IEnumerable<(string Name, string Text)> Files(int rows)
    {
        var all = new List<JsonObject>();
        for (var i = 0; i < rows; i++)
        {
            all.Add(_random.Next(10) < 6 ? User() : Application());
        }

        all.AddRange(DayAndNight());
        var copied = all.Concat(all.Where(_ => _random.Next(4) == 0)).Select(row => (JsonObject)row.DeepClone()).ToArray();
        _random.Shuffle(copied);
        var third = copied.Length / 3;
        yield return ("a.ndjson", string.Join('\n', copied[..third].Select(row => Diagnostic(row).ToJsonString())));
        yield return ("b.json", $$"""{"value":[{{string.Join(",\n", copied[third..(2 * third)].Select(row => Graph(row).ToJsonString()))}}]}""");
        yield return ("c.json", string.Join('\n', copied[(2 * third)..].Select(row => Columns(row).ToJsonString())));
    }

    private JsonObject User()
    {
        var number = _random.Next(24);
        var tells = number < 16 && _random.Next(3) == 0;
        var row = Event(_random.Next(2) == 0 ? "SignInLogs" : "NonInteractiveUserSignInLogs", Start.AddMilliseconds(_random.Next(6 * 3_600_000)), number % 4 == 3 ? 0 : -1);
        row["userId"] = Id(number);
        row["userDisplayName"] = $"Account {number}";
        row["userPrincipalName"] = number < 4 ? $"svc-{number}@contoso.example" : $"account{number}@contoso.example";
        row["userAgent"] = tells && number % 2 == 0 ? "python-requests/2.32" : "Mozilla/5.0 (Windows NT 10.0) \u00e4";
        row["authenticationProtocol"] = tells && number % 2 == 1 ? "ropc" : number > 20 ? "deviceCode" : "none";
        row["clientAppUsed"] = "Mobile Apps and Desktop clients";
        row["authenticationRequirement"] = _random.Next(5) == 0 ? "multiFactorAuthentication" : "singleFactorAuthentication";
        return row;
    }

    private JsonObject Application()
    {
        var number = 100 + _random.Next(12);
        var row = Event(number < 110 ? "ServicePrincipalSignInLogs" : "ManagedIdentitySignInLogs", Start.AddMilliseconds(_random.Next(6 * 3_600_000)), number % 3 == 2 ? 0 : -1);
        row["servicePrincipalId"] = Id(number);
        row["servicePrincipalName"] = $"app <{number}>";
        row["appId"] = Id(1000 + number);
        row["servicePrincipalCredentialKeyId"] = Id(2000 + _random.Next(2));
        return row;
    }

    /// <summary>Every quarter of an hour for five days, from one network with one application, and never as a person.</summary>
    private IEnumerable<JsonObject> DayAndNight()
    {
        for (var quarter = 0; quarter < 5 * 24 * 4; quarter++)
        {
            var row = Event("NonInteractiveUserSignInLogs", Start.AddMinutes(15 * quarter), quarter % 9 == 0 ? 50076 : 0);
            row["userId"] = Id(50);
            row["userDisplayName"] = "Nobody Knows";
            row["userPrincipalName"] = "nobody.knows@contoso.example";
            row["autonomousSystemNumber"] = 64500;
            row["appId"] = Id(5000);
            row["clientAppUsed"] = "Mobile Apps and Desktop clients";
            yield return row;
        }
    }

    /// <param name="code">-1 for any.</param>
    private JsonObject Event(string category, DateTimeOffset at, int code)
    {
        code = code >= 0 ? code : Codes[_random.Next(_random.Next(2) == 0 ? 7 : Codes.Length)];
        return new JsonObject
        {
            ["category"] = category,
            ["id"] = Id(100_000 + _rows++),
            ["createdDateTime"] = at.ToString("o", CultureInfo.InvariantCulture),
            ["status"] = new JsonObject { ["errorCode"] = code, ["failureReason"] = code == 50053 && _random.Next(3) == 0 ? "Sign-in was blocked because it came from an IP address with malicious activity." : "It did not work." },
            ["appId"] = Id(3000 + _random.Next(2)),
            ["appDisplayName"] = "Line of Business",
            ["resourceId"] = Id(4000 + _random.Next(2)),
            ["resourceDisplayName"] = "Microsoft Graph",
            ["ipAddress"] = "192.0.2.77",
            ["correlationId"] = Id(200_000 + _rows),
            ["appliedConditionalAccessPolicies"] = new JsonArray([.. Enumerable.Range(0, 4).Select(policy => new JsonObject
            {
                ["id"] = Id(6000 + policy), ["displayName"] = $"CA00{policy} \"all\" [users]", ["enforcedGrantControls"] = new JsonArray("Mfa"), ["result"] = _random.Next(6) == 0 ? "failure" : "notApplied",
            })]),
            ["authenticationRequirementPolicies"] = new JsonArray(new JsonObject { ["requirementProvider"] = _random.Next(2) == 0 ? "user" : "multiConditionalAccess" }),
        };
    }

    private static JsonObject Diagnostic(JsonObject row)
    {
        var category = row["category"]!.DeepClone();
        row.Remove("category");
        return new JsonObject
        {
            ["time"] = row["createdDateTime"]!.DeepClone(), ["category"] = category, ["operationName"] = "Sign-in activity", ["tenantId"] = Tenant, ["properties"] = row,
        };
    }

    /// <summary>Graph writes whole seconds and no tenant.</summary>
    private static JsonObject Graph(JsonObject row)
    {
        row["signInEventTypes"] = new JsonArray(row["category"]!.GetValue<string>() switch
        {
            "SignInLogs" => "interactiveUser", "NonInteractiveUserSignInLogs" => "nonInteractiveUser", "ServicePrincipalSignInLogs" => "servicePrincipal", _ => "managedIdentity",
        });
        row.Remove("category");
        row["createdDateTime"] = row["createdDateTime"]!.GetValue<string>()[..19] + "Z";
        return row;
    }

    /// <summary>Log Analytics: other names, and nested values as texts.</summary>
    private static JsonObject Columns(JsonObject row)
    {
        var columns = new JsonObject { ["AADTenantId"] = Tenant };
        foreach (var (name, value) in row)
        {
            var column = name switch { "createdDateTime" => "CreatedDateTime", "appliedConditionalAccessPolicies" => "ConditionalAccessPolicies", "ipAddress" => "IPAddress", _ => char.ToUpperInvariant(name[0]) + name[1..] };
            columns[column] = value is JsonObject or JsonArray ? value.ToJsonString(JsonSerializerOptions.Default) : value?.DeepClone();
        }

        return columns;
    }

    private static string Id(int number) => $"aaaaaaaa-0000-4000-8000-{number:x12}";
}
