using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Identities.Directory;

namespace NhiEvents.Core.Tests.Identities;

public sealed class DirectoryReaderTests
{
    private const string User = """{"id":"11111111-0000-4000-8000-000000000001","displayName":"Payroll","userPrincipalName":"svc-payroll@contoso.example","accountEnabled":false,"userType":"Member","onPremisesSyncEnabled":true,"onPremisesSamAccountName":"svc-payroll"}""";

    private const string Principal = """
        {"id":"22222222-0000-4000-8000-000000000001","appId":"55555555-0000-4000-8000-000000000001","displayName":"Billing","accountEnabled":true,"servicePrincipalType":"Application","appOwnerOrganizationId":"77777777-0000-4000-8000-000000000001","tags":["HideApp","finance"],"owners":[{"displayName":"Ana Silva","userPrincipalName":"ana@contoso.example"},{"userPrincipalName":"bo@contoso.example"}]}
        """;

    private const string Application = """
        {"id":"66666666-0000-4000-8000-000000000001","appId":"55555555-0000-4000-8000-000000000001","displayName":"Billing app","signInAudience":"AzureADMyOrg","passwordCredentials":[{"keyId":"33333333-0000-4000-8000-000000000001","displayName":"ci","endDateTime":"2026-03-01T00:00:00Z"}],"keyCredentials":[{"keyId":"33333333-0000-4000-8000-000000000002","endDateTime":"2027-01-01T00:00:00Z"}]}
        """;

    [Theory]
    [InlineData("[{0},{1},{2}]")]
    [InlineData("{0}\n{1}\n{2}\n")]
    [InlineData("{{\"@odata.context\":\"x\",\"value\":[{0},{1}]}}\n{{\"@odata.context\":\"y\",\"@odata.nextLink\":\"z\",\"value\":[{2}]}}")]
    [InlineData("\uFEFF[ {0} , {1} ]\r\n[{2}]")]
    public void Every_shape_says_the_same(string shape)
    {
        var (export, faults) = Read(string.Format(null, shape, User, Principal, Application));

        Assert.Empty(faults);
        Assert.Equal(2, export.Identities().Count);
        var user = export.Identities()[0];
        Assert.Equal(("Payroll", "svc-payroll@contoso.example", false, "Member", true, "svc-payroll"), (user.DisplayName, user.UserPrincipalName, user.AccountEnabled, user.UserType, user.OnPremises, user.SamAccountName));
        var principal = export.Identities()[1];
        Assert.Equal(("Billing", "Ana Silva, bo@contoso.example", "Application", "77777777-0000-4000-8000-000000000001"), (principal.DisplayName, principal.Owner, principal.ServicePrincipalType, principal.AppOwnerTenantId));
        Assert.Equal(["finance"], principal.Tags);
        Assert.Equal(
            [new CredentialFacts("33333333-0000-4000-8000-000000000001", "secret") { DisplayName = "ci", EndsAt = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero) }, new CredentialFacts("33333333-0000-4000-8000-000000000002", "certificate") { EndsAt = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero) }],
            principal.Credentials);
    }

    [Fact]
    public void What_PowerShell_writes_is_read_too()
    {
        var (export, faults) = Read("""[{"Id":"11111111-0000-4000-8000-000000000001","DisplayName":"Room 1","UserPrincipalName":"room1@contoso.example","AccountEnabled":true},{"ExternalDirectoryObjectId":"11111111-0000-4000-8000-000000000002","UserPrincipalName":"sales@contoso.example","RecipientTypeDetails":"SharedMailbox"}]""");

        Assert.Empty(faults);
        Assert.Equal(["room1@contoso.example", "sales@contoso.example"], export.Identities().Select(facts => facts.UserPrincipalName));
        Assert.Equal("SharedMailbox", export.Identities()[1].MailboxType);
        Assert.Equal("11111111-0000-4000-8000-000000000002", export.Identities()[1].Id);
    }

    [Theory]
    [InlineData("\"room\"")]
    [InlineData("{\"value\":\"room\"}")]
    public void The_purpose_of_a_mailbox_is_read_from_its_settings(string purpose)
    {
        var (export, _) = Read($$"""{"id":"11111111-0000-4000-8000-000000000001","userPrincipalName":"r@contoso.example","mailboxSettings":{"userPurpose":{{purpose}} } }""");

        Assert.Equal("room", Assert.Single(export.Identities()).MailboxType);
    }

    [Fact]
    public void A_group_gives_its_members_by_id_and_by_name()
    {
        var (export, _) = Read("""{"id":"99999999-0000-4000-8000-000000000001","displayName":"NHI","groupTypes":[],"members":[{"id":"11111111-0000-4000-8000-000000000001"},{"id":"no id"}]}""");

        Assert.Equal(["11111111-0000-4000-8000-000000000001"], export.MembersOf("99999999-0000-4000-8000-000000000001"));
        Assert.Equal(["11111111-0000-4000-8000-000000000001"], export.MembersOf("nhi"));
        Assert.Null(export.MembersOf("other"));
    }

    [Fact]
    public void What_cannot_be_used_is_told_with_its_line_and_the_rest_is_read()
    {
        var (export, faults) = Read($"{User}\n{{\"a\":1}}\n{{\"id\":\"11111111-0000-4000-8000-000000000009\"}}\n{Principal}\n{{ broken");

        Assert.Equal([2, 3, 5], faults.Select(fault => fault.Line));
        Assert.Equal(2, export.Identities().Count);
    }

    [Fact]
    public void No_content_is_ever_thrown_over()
    {
        string[] pieces = [User, Principal, Application, "{", "}", "[", "]", ",", ":", "\"value\"", "\"id\"", "\"members\"", "\"owners\":[1,{}]", "null", "1", "\"\\ud800\"", "\n", "\"appId\":\"55555555-0000-4000-8000-000000000001\"", "\"keyCredentials\":[{\"keyId\":7}]", "\"tags\":[\"\\ud800\"]"];
        var texts = Gen.ListOf(Gen.Elements(pieces)).Select(parts => string.Concat(parts));

        Prop.ForAll(Arb.From(texts), text =>
        {
            var (export, _) = Read(text);
            return export.Identities().All(facts => facts.Id is not null || facts.UserPrincipalName is not null || facts.AppId is not null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(30).WithReplay(20261121UL, 11UL));
    }

    private static (DirectoryExport Export, IReadOnlyList<InputFault> Faults) Read(string text)
    {
        var export = new DirectoryExport();
        return (export, DirectoryReader.Read(Encoding.UTF8.GetBytes(text), export));
    }
}
