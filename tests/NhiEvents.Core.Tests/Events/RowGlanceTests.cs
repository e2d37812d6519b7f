using System.Text;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Tests.Events;

/// <summary>What a glance takes, the reader reads, and nobody finds automation in it; whatever the bytes are.</summary>
public sealed class RowGlanceTests
{
    private const string Policies =
        """[{"id":"p1","displayName":"CA001 \"all\" [users] {x}","enforcedGrantControls":["Mfa"],"result":"notApplied"} , {"id":"p2","displayName":"b\\","excludeRulesSatisfied":[],"result":"success","deep":{"a":[{"b":[1,2.5e3,true,null]}]}}]""";

    private static readonly string[] Rows =
    [
        $$$"""{"time":"2026-03-02T07:00:00Z","resourceId":"/tenants/T1/providers/Microsoft.aadiam","operationName":"Sign-in activity","category":"SignInLogs","tenantId":"T1","resultType":"0","properties":{"id":"e1","createdDateTime":"2026-03-02T06:59:58.1234567+00:00","userId":"U1","userDisplayName":"Ann Example","userPrincipalName":"ann@contoso.example","appId":"a1","status":{"errorCode":50076,"failureReason":"no"},"userAgent":"Mozilla/5.0","clientAppUsed":"Browser","authenticationProtocol":"none","appliedConditionalAccessPolicies":{{{Policies}}},"riskDetail":"none"}}""",
        $$$"""{ "category" : "NonInteractiveUserSignInLogs", "tenantId": null, "time": "11/2/2026, 1:48:53.000 AM", "resultType": 0, "properties": {"appliedConditionalAccessPolicies": [ ], "tenantId": "t2", "userId":"U2","userPrincipalName":"","userPrincipalName":"bob@contoso.example","status":{"errorCode":0}, "authenticationDetails":[{"succeeded":true}] } }""",
        $$$"""{"category":"SignInLogs","tenantId":"t","createdDateTime":"2026-03-02T07:00:00Z","userId":"u3","userPrincipalName":"c@contoso.example","resultType":"50126","appliedConditionalAccessPolicies":{{{Policies}}},"ipAddress":"192.0.2.1"}""",
        """{"category":"SignInLogs","tenantId":"t","time":"2026-03-02T07:00:00Z","resultType":"0","properties":{"userId":"u4","userPrincipalName":"svc-d@contoso.example","userAgent":"python-requests/2"}}""",
        """{"category":"ServicePrincipalSignInLogs","tenantId":"t","time":"2026-03-02T07:00:00Z","properties":{"servicePrincipalId":"s","status":{"errorCode":7000222}}}""",
        """{"AADTenantId":"t","Type":"SigninLogs","UserId":"u5","UserPrincipalName":"e@contoso.example","CreatedDateTime":"2026-03-02T07:00:00Z","ResultType":"0","ConditionalAccessPolicies":"[]"}""",
    ];

    private static readonly string[] Inserted = ["{", "}", "[", "]", "\"", "\\", ",", ":", "\n", "\0", "1", "null", "\"userId\":\"x\",", "{\"records\":[]},", "\u00e4", " "];

    private readonly RowGlance _glance = NewGlance();

    [Fact]
    public void Takes_rows_of_people_and_leaves_all_others()
    {
        Assert.Equal([true, true, true, false, false, false], Rows.Select(Takes));
        Assert.Equal([true, true, true, false, false, false], Rows.Select(row => Takes(row + "\n{\"more\":1}")));
    }

    [Fact]
    public void What_it_takes_the_reader_reads_however_the_bytes_are_damaged()
    {
        Assert.All(Rows, row => Takes(row)); // so that the policies are known before they are damaged
        var random = new Random(11);
        var taken = 0;
        for (var i = 0; i < 60_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Rows[random.Next(Rows.Length)]).ToList();
            for (var damage = random.Next(1, 4); damage > 0; damage--)
            {
                Damage(bytes, random);
            }

            taken += Takes([.. bytes]) ? 1 : 0;
        }

        Assert.InRange(taken, 3000, 50_000); // damage inside of texts leaves a row
    }

    [Fact]
    public void What_it_has_seen_before_changes_no_answer()
    {
        var random = new Random(17);
        var taken = 0;
        for (var i = 0; i < 4_000; i++)
        {
            var row = Encoding.UTF8.GetBytes(GeneratedRow(random)).ToList();
            if (random.Next(3) == 0)
            {
                Damage(row, random);
            }

            byte[] text = [.. row];
            var (known, fresh) = (_glance.TryRead(text, out var plain), NewGlance().TryRead(text, out var first));
            Assert.Equal((fresh, first), (known, plain));
            taken += known && Takes(text) ? 1 : 0;
        }

        Assert.InRange(taken, 1000, 3900);
    }

    [Theory]
    [InlineData("[{\"id\":\"p1\"}{\"id\":\"p1\"}]")]
    [InlineData("[{\"id\":\"p1\"},]")]
    [InlineData("[{\"id\":\"p1\"}")]
    [InlineData("[{\"id\":\"p1\"},1 2]")]
    [InlineData("[{\"id\":\"p1\",}]")]
    [InlineData("[{\"id\":p1}]")]
    public void A_list_that_is_no_list_is_left_to_the_reader(string policies)
    {
        Assert.True(Takes(Rows[0].Replace(Policies, "[{\"id\":\"p1\"}]", StringComparison.Ordinal)));

        Assert.False(Takes(Rows[0].Replace(Policies, policies, StringComparison.Ordinal)));
    }

    private static RowGlance NewGlance() => new(row => RowEvidence.For(row, EvidenceRules.Shipped).Count > 0);

    /// <summary>A person's row whose optional members, their order, blanks and values vary.</summary>
    private static string GeneratedRow(Random random)
    {
        string[] values = ["true", "false", "null", "0", "-1", "50.25", "1e3", "-0", "\"\"", "\"x\"", "\"a\\\"b\\\\\"", "\"\\u00e4\\/\"", "\"ä\"", "[]", "{}", "[1,\"two\",[3,{\"four\":null}]]", "{\"errorCode\":7,\"b\":[true]}", Policies];
        string[] names = ["riskDetail", "isInteractive", "deviceDetail", "appliedConditionalAccessPolicies", "autonomousSystemNumber", "esc\\u0061ped", "location", "durationMs"];
        string[] blanks = ["", "", "", " ", "\t", "\r\n"];
        string Blank() => blanks[random.Next(blanks.Length)];
        string Members(params string[] needed) => string.Join(
            Blank() + ",",
            needed.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => $"\"{names[random.Next(names.Length)]}\"{Blank()}:{Blank()}{values[random.Next(values.Length)]}")).OrderBy(_ => random.Next()));
        var inner = Members($"\"userId\":\"u{random.Next(9)}\"", "\"userPrincipalName\":\"ann@contoso.example\"", $"\"status\":{{\"errorCode\":{random.Next(3)}}}", "\"createdDateTime\":\"2026-03-02T07:00:00Z\"");
        return "{" + Blank() + Members("\"category\":\"SignInLogs\"", "\"tenantId\":\"t\"", $"\"properties\":{Blank()}{{{inner}}}") + "}" + Blank();
    }

    private static void Damage(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        switch (random.Next(4))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1:
                bytes.RemoveRange(at, Math.Min(bytes.Count - at - 1, random.Next(1, 8)));
                break;
            case 2:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Inserted[random.Next(Inserted.Length)]));
                break;
            default:
                bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count), 1));
                break;
        }
    }

    private bool Takes(string row) => Takes(Encoding.UTF8.GetBytes(row));

    private bool Takes(byte[] text)
    {
        if (!_glance.TryRead(text, out var plain))
        {
            return false;
        }

        Assert.True(new RecordSplitter().Next(text, final: true, out var item));
        var read = Assert.IsType<ReadResult.Row>(item.Result).SignIn;
        Assert.True(item.IsWhole);
        Assert.Equal((item.Length, read.TenantId, read.IdentityId, read.At), (plain.Length, plain.TenantId, plain.IdentityId, plain.At));
        Assert.Contains(read.Kind, new[] { SignInKind.InteractiveUser, SignInKind.NonInteractiveUser });
        Assert.Empty(RowEvidence.For(read, EvidenceRules.Shipped));
        return true;
    }
}
