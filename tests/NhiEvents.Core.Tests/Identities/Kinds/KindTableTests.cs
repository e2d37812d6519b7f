using System.Text;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Identities.Kinds;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Identities.Kinds;

public sealed class KindTableTests
{
    private const string Tenant = "77777777-0000-4000-8000-000000000001";

    [Theory]
    [InlineData("Sync_HOST01_0123456789ab@contoso.onmicrosoft.com", IdentityKind.SyncAccount)]
    [InlineData("Sync_CONNECT01@contoso.onmicrosoft.us", IdentityKind.SyncAccount)]
    [InlineData("ADToAADSyncServiceAccount@contoso.onmicrosoft.com", IdentityKind.SyncAccount)]
    [InlineData("package_0f1e2d3c-4b5a-4678-9abc-def012345678@contoso.example", IdentityKind.EnrolmentAccount)]
    [InlineData("package_manager@contoso.example", IdentityKind.ServiceAccount)]
    [InlineData("svc-export_fabrikam.example#EXT#@contoso.onmicrosoft.com", IdentityKind.GuestAutomation)]
    [InlineData("rpa-07@contoso.example", IdentityKind.Robot)]
    [InlineData("MTR-Room1@contoso.example", IdentityKind.ResourceAccount)]
    [InlineData("svc-sync_job@contoso.example", IdentityKind.ServiceAccount)]
    [InlineData("sync_reports@contoso.example", IdentityKind.ServiceAccount)]
    public void User_principal_names_tell_kinds(string upn, IdentityKind expected) =>
        Assert.Equal(expected, KindTable.Shipped.KindOf(new KindSubject(ObjectForm.User, Tenant) { UserPrincipalName = upn }));

    [Theory]
    [InlineData(Tenant, IdentityKind.ServicePrincipal)]
    [InlineData("F8CDEF31-a31e-4b4a-93e4-5f571e91255a", IdentityKind.FirstPartyApplication)]
    [InlineData("72f988bf-86f1-41af-91ab-2d7cd011db47", IdentityKind.FirstPartyApplication)]
    [InlineData("99999999-0000-4000-8000-000000000001", IdentityKind.VendorApplication)]
    [InlineData(null, IdentityKind.ServicePrincipal)]
    public void The_owner_of_an_application_tells_its_kind(string? owner, IdentityKind expected)
    {
        Assert.Equal(expected, KindTable.Shipped.KindOf(new KindSubject(ObjectForm.ServicePrincipal, Tenant) { OwnerTenantId = owner }));
        Assert.Equal(expected, KindTable.Shipped.KindOf(new KindSubject(ObjectForm.ServicePrincipal, Tenant) { Facts = new IdentityFacts { AppOwnerTenantId = owner } }));
    }

    [Fact]
    public void The_directory_tells_kinds_that_no_row_shows()
    {
        Assert.Equal(IdentityKind.SharedMailbox, User(new IdentityFacts { MailboxType = "shared" }));
        Assert.Equal(IdentityKind.SharedMailbox, User(new IdentityFacts { MailboxType = "SharedMailbox" }));
        Assert.Equal(IdentityKind.ResourceAccount, User(new IdentityFacts { MailboxType = "room" }));
        Assert.Equal(IdentityKind.GuestAutomation, User(new IdentityFacts { UserType = "Guest" }));
        Assert.Equal(IdentityKind.OnPremises, User(new IdentityFacts { OnPremises = true }));
        Assert.Equal(IdentityKind.OnPremises, User(new IdentityFacts { SamAccountName = "gmsa-web$" }));
        Assert.Equal(IdentityKind.AgentIdentity, User(new IdentityFacts { ObjectType = "agentUser" }));
        Assert.Equal(IdentityKind.AgentIdentity, KindTable.Shipped.KindOf(new KindSubject(ObjectForm.ServicePrincipal, Tenant) { Facts = new IdentityFacts { ServicePrincipalType = "ServiceIdentity" } }));
        Assert.Equal(IdentityKind.ManagedIdentity, KindTable.Shipped.KindOf(new KindSubject(ObjectForm.ManagedIdentity, Tenant)));
    }

    [Fact]
    public void The_owners_word_wins_where_the_object_admits_it()
    {
        Assert.Equal(IdentityKind.SyncAccount, User(new IdentityFacts { Kind = IdentityKind.SyncAccount, MailboxType = "shared" }));
        Assert.Equal(IdentityKind.SharedMailbox, User(new IdentityFacts { Kind = IdentityKind.ManagedIdentity, MailboxType = "shared" }));
    }

    [Fact]
    public void Commands_leave_no_token_unfilled_and_ask_for_no_secret_from_the_log()
    {
        foreach (var remedy in KindTable.Shipped.Kinds.SelectMany(kind => kind.Remedies.Values).SelectMany(special => special.Remedies))
        {
            Assert.NotEmpty(remedy.Steps);
            var commands = $"{remedy.Az}\n{remedy.PowerShell}".Replace("%objectId%", "", StringComparison.Ordinal).Replace("%appId%", "", StringComparison.Ordinal);
            Assert.DoesNotContain("%", commands, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_faulty_file_is_refused_with_all_faults()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "shared", "NhiEvents.Core", "Identities", "Kinds", "identity-kinds.json"))
            .Replace("\"schemaVersion\": 1", "\"schemaVersion\": 2", StringComparison.Ordinal)
            .Replace("%appId%' --query '{name:displayName,enabled", "%application%' --query '{name:displayName,enabled", StringComparison.Ordinal)
            .Replace("\"excludes\": [\"NHI107\"]", "\"excludes\": [\"107\"]", StringComparison.Ordinal)
            .Replace("\"rpa-*@*\"", "\"*\"", StringComparison.Ordinal)
            .Replace("\"NHI104\": [\"agent-blueprint\"]", "\"NHI104\": [\"agent-blueprints\"]", StringComparison.Ordinal)
            .Replace("\"kind\": \"robot\"", "\"kind\": \"serviceAccount\"", StringComparison.Ordinal)
            .Replace("{ \"form\": \"managedIdentity\" }", "", StringComparison.Ordinal);

        var refused = Assert.Throws<InvalidDataException>(() => Load(text));

        foreach (var fault in new[] { "schemaVersion is 2", "'%application%' is unknown", "finding '107'", "'*' would match everything", "remedy 'agent-blueprints'", "Robot is there 0 times", "ServiceAccount is there 2 times", "no kind takes every ManagedIdentity" })
        {
            Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"schemaVersion\":1,\"surplus\":1}")]
    [InlineData("no json")]
    public void What_is_no_such_file_is_refused(string text) => Assert.Throws<InvalidDataException>(() => Load(text));

    private static IdentityKind User(IdentityFacts facts) => KindTable.Shipped.KindOf(new KindSubject(ObjectForm.User, Tenant) { UserPrincipalName = "svc@contoso.example", Facts = facts });

    private static KindTable Load(string text) => KindTable.Load(new MemoryStream(Encoding.UTF8.GetBytes(text)), "mine.json");
}
