using System.Text;
using System.Text.Json;

namespace NhiEvents.Local.Bench;

/// <summary>Rules and audit events made up at random, the same for the same seed. All rules are for the log of the events, so that every rule is tried with every event.</summary>
/// <remarks>
/// Of ten rules: five compare an operation with one to five names, one an operation and a category with an exception, one begin and end of an operation, one parts
/// of what was changed, one has several of these joined, and one a regular expression or, in one of a hundred rules, keywords.
/// </remarks>
internal sealed class RuleMix(int seed)
{
    private static readonly string[] Verbs = ["Add", "Update", "Delete", "Remove", "Set", "Consent to", "Hard delete", "Restore"];

    private static readonly string[] Things = ["application", "service principal", "conditional access policy", "named location", "group", "device", "user", "owner", "credential", "role", "license", "domain", "contact", "policy", "permission grant"];

    private static readonly string[] Details = ["to application", "of service principal", "for user", "in tenant", "by administrator", "in PIM", "from group", "on domain", "(permanent)", "(eligible)", "settings", "registration", "assignment", "request", "approval"];

    private static readonly string[] Categories = ["ApplicationManagement", "Policy", "RoleManagement", "UserManagement", "GroupManagement", "Device"];

    private readonly Random _random = new(seed);

    /// <summary>One YAML file with as many rules.</summary>
    public string Rules(int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.Append($"title: Rule {i}\nlogsource:\n  product: azure\n  service: auditlogs\ndetection:\n");
            text.Append(Detection(i)).Append("level: medium\n---\n");
        }

        return text.ToString();
    }

    /// <summary>Audit records of some 1.2 KB as Azure Monitor writes them.</summary>
    public byte[][] Events(int count) => [.. Enumerable.Range(0, count).Select(_ => Event())];

    private string Detection(int number)
    {
        switch (number % 10)
        {
            case < 5:
                return $"  s:\n    operationName: [{string.Join(", ", Enumerable.Range(0, 1 + _random.Next(5)).Select(_ => $"'{Operation()}'"))}]\n  condition: s\n";
            case 5:
                return $"  s:\n    OperationName: '{Operation()}'\n    Category: {Pick(Categories)}\n  f:\n    properties.result: failure\n  condition: s and not f\n";
            case 6:
                return $"  s:\n    operationName|startswith: '{Pick(Verbs)} {Pick(Things)} {number}'\n    operationName|endswith: ['{Pick(Details)}', '{Pick(Details)}']\n  condition: s\n";
            case 7:
                return $"  s:\n    targetResources.modifiedProperties.newValue|contains: ['{Word()}', '{Word()}']\n    Status: Success\n  condition: s\n";
            case 8:
                return $"  s_a:\n    activityDisplayName: '{Operation()}'\n    initiatedBy.user.userPrincipalName|endswith: '@{Word()}.example'\n  s_b:\n    loggedByService: '{Word()}'\n  f_own:\n    identity|contains: '{Word()}'\n  condition: 1 of s_* and not 1 of f_*\n";
            default:
                return number % 100 == 99 ? $"  k:\n    - '{Word()}/{Word()}/write'\n    - '{Word()}-{Word()}'\n  condition: k\n" : $"  s:\n    targetResources.displayName|re: '^{Word()}-[0-9]+\\.{Word()}$'\n    Category: {Pick(Categories)}\n  condition: s\n";
        }
    }

    private byte[] Event()
    {
        var (operation, id) = (Operation(), Id());
        var at = $"2026-03-02T{_random.Next(24):00}:{_random.Next(60):00}:{_random.Next(60):00}.1234567Z";
        var added = JsonSerializer.Serialize($"[\"[KeyIdentifier={Id()},KeyType=Password,KeyUsage=Verify,DisplayName={Word()}]\"]");
        return Encoding.UTF8.GetBytes(
            $$"""{"time":"{{at}}","resourceId":"/tenants/{{id}}/providers/Microsoft.aadiam","operationName":"{{operation}}","operationVersion":"1.0","category":"AuditLogs","tenantId":"{{id}}","resultSignature":"None","durationMs":0,"callerIpAddress":"192.0.2.{{_random.Next(256)}}","correlationId":"{{Id()}}","identity":"{{Word()}}","Level":4,"properties":{"id":"Directory_{{Id()}}_{{_random.Next(100_000_000)}}","category":"{{Pick(Categories)}}","correlationId":"{{Id()}}","result":"success","resultReason":"","activityDisplayName":"{{operation}}","activityDateTime":"{{at}}","loggedByService":"Core Directory","operationType":"Update","userAgent":null,"initiatedBy":{"user":{"id":"{{Id()}}","displayName":null,"userPrincipalName":"{{Word()}}@{{Word()}}.example","ipAddress":"192.0.2.7","roles":[]} },"targetResources":[{"id":"{{Id()}}","displayName":"{{Word()}}-{{_random.Next(1000)}}","type":"Application","modifiedProperties":[{"displayName":"KeyDescription","oldValue":"[]","newValue":{{added}} },{"displayName":"Included Updated Properties","oldValue":null,"newValue":"\"KeyDescription\""}],"administrativeUnits":[]}],"additionalDetails":[{"key":"User-Agent","value":"Mozilla/5.0 (Windows NT 10.0; Win64; x64)"},{"key":"AppId","value":"{{Id()}}"}]}""" + "}");
    }

    /// <summary>One of some 1,800.</summary>
    private string Operation() => $"{Pick(Verbs)} {Pick(Things)} {Pick(Details)}";

    private string Word() => string.Concat(Enumerable.Range(0, 8).Select(_ => (char)('a' + _random.Next(26))));

    private string Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private string Pick(string[] values) => values[_random.Next(values.Length)];
}
