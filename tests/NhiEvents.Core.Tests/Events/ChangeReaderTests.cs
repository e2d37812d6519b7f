using System.Text;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>Of all that the Activity Log says was done: what mandatory multi-factor authentication refuses, and nothing else.</summary>
public sealed class ChangeReaderTests
{
    private const string Write = "Microsoft.Compute/virtualMachines/write";

    private static string Row => ChangeShapes.Listed(1).ToJsonString();

    [Fact]
    public void A_change_says_who_and_what()
    {
        var changed = Assert.IsType<ReadResult.Write>(Read(Row)).Event;

        Assert.Equal((OtherShapes.Tenant, "aaaaaaaa-0000-4000-8000-000000000001", "microsoft.compute/virtualmachines/write"), (changed.TenantId, changed.IdentityId, changed.OperationName));
        Assert.Equal(("svc-deploy@contoso.example", "04b07795-8ddb-461a-bbee-02f9e1bf7b46", "192.0.2.4"), (changed.UserPrincipalName, changed.AppId, changed.IpAddress));
        Assert.EndsWith("/microsoft.compute/virtualmachines/vm1", changed.ResourceId, StringComparison.Ordinal);
        Assert.Equal(("e1", "c1"), (changed.Id, changed.CorrelationId));
        Assert.Empty(changed.Evidence);
    }

    [Theory]
    [InlineData("\"Succeeded\"", "\"Accepted\"")]
    [InlineData(Write, "Microsoft.Compute/virtualMachines/delete")]
    [InlineData("\"idtyp\":\"user\",", "")]
    [InlineData("\"pwd\"", "\"pwd,rsa\"")]
    [InlineData("\"pwd\"", "\"wia\"")]
    [InlineData("\"pwd\"", "[\"pwd\"]")]
    [InlineData("http://schemas.microsoft.com/claims/authnmethodsreferences", "amr")]
    public void Accepted_or_done_with_one_factor_it_is_one(string from, string to) => Assert.IsType<ReadResult.Write>(Read(Replaced(from, to)));

    [Theory]
    [InlineData("\"Succeeded\"", "\"Started\"")]
    [InlineData("\"Succeeded\"", "\"Failed\"")]
    [InlineData(Write, "Microsoft.Compute/virtualMachines/read")]
    [InlineData(Write, "Microsoft.Compute/virtualMachines/restart/action")]
    [InlineData(Write, "Microsoft.Authorization/policies/audit/write")]
    [InlineData("\"pwd\"", "\"pwd,mfa\"")]
    [InlineData("\"pwd\"", "[\"pwd\",\"mfa\"]")]
    [InlineData("\"pwd\"", "\"FIDO\"")]
    [InlineData("\"pwd\"", "\"\"")]
    [InlineData("http://schemas.microsoft.com/claims/authnmethodsreferences", "other")]
    [InlineData("\"idtyp\":\"user\"", "\"idtyp\":\"app\"")]
    [InlineData("management.core.windows.net", "management.core.usgovcloudapi.net")]
    [InlineData("management.core.windows.net", "management.chinacloudapi.cn")]
    [InlineData("http://schemas.microsoft.com/identity/claims/objectidentifier", "other")]
    public void Anything_else_is_left_aside(string from, string to) => Assert.Equal("AzureActivity", Assert.IsType<ReadResult.NotForUs>(Read(Replaced(from, to))).Reason);

    [Fact]
    public void A_row_for_each_state_of_one_operation_is_its_own_event()
    {
        var done = Assert.IsType<ReadResult.Write>(Read(Row));

        Assert.NotEqual(done.Key, Assert.IsType<ReadResult.Write>(Read(Replaced("\"Succeeded\"", "\"Accepted\""))).Key);
        Assert.Equal(done.Key, Assert.IsType<ReadResult.Write>(Read(Replaced("\"Succeeded\"", "\"Success\""))).Key);
    }

    [Fact]
    public void Without_a_time_it_is_refused() =>
        Assert.Equal(RejectReasons.BadTime, Assert.IsType<ReadResult.Unreadable>(Read(Replaced("2026-03-02T08:01:00.1234567Z", "yesterday"))).Reason);

    private static string Replaced(string from, string to)
    {
        Assert.Contains(from, Row, StringComparison.Ordinal);
        return Row.Replace(from, to, StringComparison.Ordinal);
    }

    private static ReadResult Read(string row) => EventReader.Read(Encoding.UTF8.GetBytes(row));
}
