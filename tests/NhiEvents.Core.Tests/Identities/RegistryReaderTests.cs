using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Identities.Registry;

namespace NhiEvents.Core.Tests.Identities;

public sealed class RegistryReaderTests
{
    private const string Id = "11111111-0000-4000-8000-000000000001";

    [Theory]
    [InlineData("id,kind,owner,criticality,tags\n11111111-0000-4000-8000-000000000001,robot,\"Ops, night\",high,\"erp;night\"\nsvc-a@contoso.example,,,,\n")]
    [InlineData("Object ID;UPN;Kind;Owner;Criticality;Tags\r\n11111111-0000-4000-8000-000000000001;;Robot;Ops, night;HIGH;erp,night\r\n;SVC-A@contoso.example;;;;\r\n")]
    [InlineData("# ours\n\nid or UPN,Owner,Kind,priority,labels\n11111111-0000-4000-8000-000000000001,\"Ops, night\",robot,high,erp;night\nsvc-a@contoso.example")]
    [InlineData("[{\"id\":\"11111111-0000-4000-8000-000000000001\",\"kind\":\"robot\",\"owner\":\"Ops, night\",\"criticality\":\"high\",\"tags\":[\"erp\",\"night\"]},{\"upn\":\"svc-a@contoso.example\",\"owner\":null}]")]
    [InlineData("{\"version\":1,\"identities\":[{\"id\":\"11111111-0000-4000-8000-000000000001\",\"kind\":\"robot\",\"owner\":\"Ops, night\",\"criticality\":\"high\",\"tags\":\"erp;night\"},{\"id\":\"svc-a@contoso.example\"},]}")]
    public void Every_way_to_write_it_says_the_same(string text)
    {
        var read = Read(text);

        Assert.Empty(read.Faults);
        Assert.Equal([Id, null], read.Identities.Select(facts => facts.Id));
        Assert.Equal([null, "svc-a@contoso.example"], read.Identities.Select(facts => facts.UserPrincipalName));
        Assert.Equal((IdentityKind.Robot, "Ops, night", Criticality.High), (read.Identities[0].Kind, read.Identities[0].Owner, read.Identities[0].Criticality));
        Assert.Equal(["erp", "night"], read.Identities[0].Tags);
        Assert.All(read.Identities, facts => Assert.Equal(["registered"], facts.Evidence));
    }

    [Fact]
    public void All_faults_of_a_table_are_told_at_once_with_line_and_column()
    {
        var read = Read("""
            id,kind,criticality,protected
            nonsense,robot,high,no
            11111111-0000-4000-8000-000000000001,toaster,urgent,perhaps
            ,robot,low,
            svc@,,,
            11111111-0000-4000-8000-000000000002,"two
            lines",low,yes
            11111111-0000-4000-8000-000000000001,robot,low,,surplus
            """);

        Assert.Equal(
            [(2, 1), (3, 38), (3, 46), (3, 53), (4, 1), (5, 1), (6, 38), (8, 1), (8, 49)],
            read.Faults.Select(fault => (fault.Line, fault.Column)));
        Assert.Contains("toaster", read.Faults[1].Text, StringComparison.Ordinal);
        Assert.Contains("sharedMailbox", read.Faults[1].Text, StringComparison.Ordinal);
        Assert.Contains("line 3 already", read.Faults[7].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_a_list_are_told_at_once_with_line_and_column()
    {
        var read = Read("""
            [
              { "id": "nonsense", "criticality": "urgent" },
              7,
              { "id": "11111111-0000-4000-8000-000000000001", "owner": { "name": "x" } }
            ]
            """);

        Assert.Equal([(2, 11), (2, 38), (3, 3), (4, 60)], read.Faults.Select(fault => (fault.Line, fault.Column)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("id\n")]
    [InlineData("owner,kind\nx,robot\n")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"identities\":7}")]
    [InlineData("[{\"id\":")]
    [InlineData("id,owner\n11111111-0000-4000-8000-000000000001,\"never closed")]
    public void What_names_nobody_is_a_fault(string text) => Assert.NotEmpty(Read(text).Faults);

    [Fact]
    public void Columns_that_nobody_reads_are_told() =>
        Assert.Equal(["cost center", "onwer"], Read("id,onwer,cost center\n" + Id + ",x,y\n").Ignored);

    [Fact]
    public void No_content_is_ever_thrown_over()
    {
        string[] pieces = ["id,owner\n", "{", "[", "]", "}", "\"", ",", ";", "\n", "\r\n", ":", "\"id\"", "\"identities\"", Id, "svc@contoso.example", "\\ud800", "\uFEFF", "\0", "é", "kind", "1e9", "null", "//", "#"];
        var texts = Gen.ListOf(Gen.Elements(pieces)).Select(parts => string.Concat(parts));

        Prop.ForAll(Arb.From(texts), text =>
        {
            var read = Read(text);
            return read.Faults.Count > 0 || read.Identities.All(facts => facts.Id is not null || facts.UserPrincipalName is not null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(40).WithReplay(20261121UL, 7UL));
    }

    private static RegistryReading Read(string text) => RegistryReader.Read(Encoding.UTF8.GetBytes(text));
}
