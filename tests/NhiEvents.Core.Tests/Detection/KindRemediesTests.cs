using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Identities.Kinds;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>Each kind's own remedies take the place of general ones that are wrong for it.</summary>
public sealed class KindRemediesTests
{
    [Theory]
    [InlineData("Sync_HOST_0123456789ab@contoso.onmicrosoft.com", 50076, "Exclude the role Directory Synchronization Accounts")]
    [InlineData("Sync_HOST_0123456789ab@contoso.onmicrosoft.com", 50126, "Let synchronization renew its own account")]
    [InlineData("package_0f1e2d3c-4b5a-4678-9abc-def012345678@contoso.example", 50126, "Make a new provisioning package")]
    [InlineData("mtr-room1@contoso.example", 50076, "Take all rooms and phones out of the policies for people")]
    [InlineData("mtr-room1@contoso.example", 50055, "Set the device's password")]
    [InlineData("svc_fabrikam.example#EXT#@contoso.onmicrosoft.com", 50126, "Ask the guest's home organization")]
    [InlineData("rpa-7@contoso.example", 50076, "Split the robot's work")]
    [InlineData("svc-backup@contoso.example", 50076, "Replace the account with a managed identity")]
    public async Task The_first_remedy_fits_the_kind(string upn, int code, string title)
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync(Enumerable.Range(0, 2).Select(at => SignIns.User(at, code) with { UserPrincipalName = upn }).ToList());

        var finding = Assert.Single(await world.FindingsAsync());

        Assert.StartsWith(title, finding.Remedies[0].Title, StringComparison.Ordinal);
        Assert.All(finding.Remedies, remedy => Assert.DoesNotContain("%", remedy.Az + remedy.PowerShell, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(IdentityKind.SyncAccount, 50076)]
    [InlineData(IdentityKind.SyncAccount, 50126)]
    [InlineData(IdentityKind.SharedMailbox, 50126)]
    [InlineData(IdentityKind.OnPremises, 50055)]
    [InlineData(IdentityKind.GuestAutomation, 50055)]
    [InlineData(IdentityKind.EnrolmentAccount, 50055)]
    public async Task Nobody_is_told_to_reset_a_password_or_to_exclude_an_account_where_that_is_wrong(IdentityKind kind, int code)
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync(SignIns.User(0, code), SignIns.User(1, code));
        await KnowIdentityTests.KnowAsync(world, new IdentityFacts { Id = SignIns.Account, Kind = kind });

        var finding = Assert.Single(await world.FindingsAsync());

        Assert.Equal(kind, finding.Identity.Kind);
        Assert.DoesNotContain(finding.Remedies, remedy => remedy.Az?.Contains("az ad user update --id '11111111-0000-4000-8000-000000000001' --password", StringComparison.Ordinal) ?? false);
        Assert.DoesNotContain(finding.Remedies, remedy => remedy.Az?.Contains("az ad group member add", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [InlineData("f8cdef31-a31e-4b4a-93e4-5f571e91255a", IdentityKind.FirstPartyApplication, Severity.Low, "Leave it to Microsoft")]
    [InlineData("99999999-0000-4000-8000-000000000001", IdentityKind.VendorApplication, Severity.High, "Tell the vendor")]
    public async Task Nobody_is_told_to_renew_what_belongs_to_somebody_else(string owner, IdentityKind kind, Severity severity, string title)
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync(SignIns.App(0, 7000222) with { AppOwnerTenantId = owner });

        var finding = Assert.Single(await world.FindingsAsync());

        Assert.Equal((kind, severity), (finding.Identity.Kind, finding.Severity));
        Assert.StartsWith(title, Assert.Single(finding.Remedies).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_has_the_exclusions_that_the_data_says()
    {
        foreach (var entry in KindTable.Shipped.Kinds)
        {
            var row = new IdentityRow("t", SignIns.Account, [], SignIns.Start, SignIns.Start, 0, 0).Knowing(new IdentityFacts { Kind = entry.Kind }, KindTable.Shipped);
            if (entry.Forms.Contains(Core.Identities.ObjectForm.User))
            {
                Assert.Equal(entry.Kind, row.Kind());
                Assert.Equal([.. entry.Excludes, .. entry.ExcludesUntilSeen], row.Excluded ?? []);
                Assert.Equal(entry.Excludes, (row with { LastSuccess = SignIns.Start }).Knowing(row.Facts, KindTable.Shipped).Excluded ?? []);
            }
        }
    }
}
