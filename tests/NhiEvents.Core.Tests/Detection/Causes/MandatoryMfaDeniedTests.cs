using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Tests.Detection;

public sealed class MandatoryMfaDeniedTests
{
    [Fact]
    public async Task A_refused_write_that_no_sign_in_with_MFA_follows_is_one_NHI111()
    {
        using var world = new DetectionWorld();

        await world.DenyAsync(CauseWorld.Denied(0), CauseWorld.Denied(1), CauseWorld.Denied(2, "Microsoft.Storage/storageAccounts/delete"), CauseWorld.Denied(0));

        var finding = Assert.Single(await world.FindingsAsync());
        Assert.Equal(("NHI111", "mandatory-mfa-denied", Severity.High, 3), (finding.FindingType, finding.Name, finding.Severity, finding.Count));
        Assert.Equal(["Microsoft.Compute/virtualMachines/write", "Microsoft.Storage/storageAccounts/delete"], finding.Evidence.Apps);
        Assert.Equal([403], finding.Evidence.Codes);
        Assert.Contains("managed identity", finding.Remedies[0].Title, StringComparison.Ordinal);
        Assert.Contains("cannot help", finding.Remedies[^1].Title, StringComparison.Ordinal);
        var identity = Assert.Single((await world.Identities.ReadAllAsync(TestContext.Current.CancellationToken)).Identities);
        Assert.Equal(("svc-backup@contoso.example", 0), (identity.Identity.DisplayName, identity.Failures));
    }

    [Theory]
    [InlineData(14.9, true, 0)]
    [InlineData(15, true, 0)]
    [InlineData(15.1, true, 1)]
    [InlineData(-1, true, 1)]
    [InlineData(5, false, 1)]
    public async Task A_sign_in_with_MFA_within_fifteen_minutes_shows_a_person_who_went_on(double minutesLater, bool mfa, int findings)
    {
        var signIn = SignIns.User(50 + minutesLater, 0) with { MfaSatisfied = mfa, ResourceId = "other" };
        using var first = new DetectionWorld();
        await first.DenyAsync(CauseWorld.Denied(50));
        await first.DeliverAsync(signIn);
        using var second = new DetectionWorld();
        await second.DeliverAsync(signIn);
        await second.DenyAsync(CauseWorld.Denied(50));

        Assert.Equal(findings, (await first.FindingsAsync()).Count);
        Assert.Equal(await first.DocumentsAsync(), await second.DocumentsAsync());
    }

    [Fact]
    public async Task Too_early_to_tell_waits_fifteen_minutes()
    {
        using var world = new DetectionWorld(SignIns.Start.AddMinutes(1));
        await world.DenyAsync(CauseWorld.Denied(0));
        await world.RunDeadlinesAsync(SignIns.Start.AddMinutes(19));
        var early = await world.FindingsAsync();

        await world.RunAllDeadlinesAsync();

        Assert.Empty(early);
        Assert.Single(await world.FindingsAsync());
    }

    [Fact]
    public async Task Other_policies_people_and_service_principals_are_nothing()
    {
        using var world = new DetectionWorld();
        await world.DenyAsync(
            CauseWorld.Denied(0) with { Reason = "Resource was disallowed by policy. Policy identifiers: allowed locations." },
            CauseWorld.Denied(1, identity: "99999999-0000-4000-8000-000000000009") with { Evidence = [] });
        Assert.Empty((await world.Identities.ReadAllAsync(TestContext.Current.CancellationToken)).Identities);

        await world.DeliverAsync(SignIns.App(0, 0));
        await world.DenyAsync(CauseWorld.Denied(2, identity: SignIns.Principal) with { Evidence = [EvidenceKinds.ServicePrincipal] });

        Assert.Empty(await world.FindingsAsync());
    }
}
