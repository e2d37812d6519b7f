using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>NHI102 from Windows event 4740.</summary>
public sealed class AccountLockoutTests
{
    [Fact]
    public async Task A_flood_is_one_NHI102_that_names_the_computers()
    {
        using var world = new DetectionWorld();

        await world.LockAsync([.. Enumerable.Range(0, 300).Select(i => CauseWorld.Lockout(i, i % 3 == 0 ? "JOBHOST8" : "JOBHOST7")), CauseWorld.Lockout(0, "JOBHOST8")]);

        var finding = Assert.Single(await world.FindingsAsync());
        Assert.Equal(("NHI102", "locked-out", Severity.High, 300), (finding.FindingType, finding.Name, finding.Severity, finding.Count));
        Assert.Equal(["JOBHOST7", "JOBHOST8"], finding.Evidence.Computers);
        Assert.Contains("the computers 'JOBHOST7', 'JOBHOST8'", finding.Cause, StringComparison.Ordinal);
        Assert.All(finding.Evidence.Events, seen => Assert.NotNull(seen.Computer));
        Assert.Contains("svc-backup", finding.Remedies[0].PowerShell, StringComparison.Ordinal);
        Assert.DoesNotContain("AADSTS", finding.Cause + string.Concat(finding.Remedies.SelectMany(remedy => remedy.Steps)), StringComparison.Ordinal);
    }

    /// <summary>With password hash synchronisation the cloud does not know of the lock.</summary>
    [Fact]
    public async Task A_success_in_the_cloud_does_not_end_it_but_ends_the_clouds_own_lock()
    {
        using var world = new DetectionWorld();
        await world.LockAsync(CauseWorld.Lockout(0));
        await world.DeliverAsync(SignIns.User(1, 50053).Because(CauseWorld.Locked), SignIns.User(30, 0));

        var finding = Assert.Single(await world.FindingsAsync());

        Assert.Equal([4740], finding.Evidence.Codes);
        Assert.Equal("svc-backup", finding.Identity.DisplayName);
    }

    [Fact]
    public async Task Order_and_repetition_change_nothing()
    {
        AccountLockedOut[] lockouts = [.. Enumerable.Range(0, 12).Select(i => CauseWorld.Lockout(i * 40, i % 2 == 0 ? "JOBHOST7" : null))];
        SignIn[] signIns = [SignIns.User(5, 50053), SignIns.User(100, 0)];
        using var first = new DetectionWorld();
        await first.LockAsync(lockouts);
        await first.DeliverAsync(signIns);
        using var second = new DetectionWorld();
        await second.DeliverAsync([signIns[1], signIns[0]]);
        foreach (var lockout in lockouts.Reverse().Concat(lockouts))
        {
            await second.LockAsync(lockout);
        }

        Assert.Equal(await first.DocumentsAsync(), await second.DocumentsAsync());
    }

    [Fact]
    public async Task An_account_of_Active_Directory_alone_is_shown_with_its_domain()
    {
        using var world = new DetectionWorld();

        await world.LockAsync(CauseWorld.Lockout(0, computer: null, identity: "s-1-5-21-1-2-3-1104"));

        var finding = Assert.Single(await world.FindingsAsync());
        Assert.Equal((@"CONTOSO\svc-backup", IdentityKind.ServiceAccount), (finding.Identity.DisplayName, finding.Identity.Kind));
        Assert.Contains("a computer that the event does not name", finding.Cause, StringComparison.Ordinal);
        Assert.Null(finding.Evidence.Computers);
    }

    [Theory]
    [InlineData("x'; Remove-Item C:\\ -Recurse; '")]
    [InlineData("a b")]
    public async Task A_hostile_name_stays_out_of_commands(string name)
    {
        using var world = new DetectionWorld();

        await world.LockAsync(CauseWorld.Lockout(0, computer: "$(calc)") with { AccountName = name });

        var finding = Assert.Single(await world.FindingsAsync());
        Assert.All(finding.Remedies, remedy => Assert.DoesNotContain("Remove-Item", remedy.PowerShell ?? "", StringComparison.Ordinal));
        Assert.All(finding.Remedies, remedy => Assert.DoesNotContain("calc", remedy.PowerShell ?? "", StringComparison.Ordinal));
        Assert.Contains("<sam-account-name>", finding.Remedies[0].PowerShell, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_counts_neither_as_a_failed_sign_in_nor_against_a_service_principal()
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync(SignIns.App(0, 0));

        await world.LockAsync(CauseWorld.Lockout(1, identity: SignIns.Principal) with { Evidence = [EvidenceKinds.Known] }, CauseWorld.Lockout(2));

        var identities = (await world.Identities.ReadAllAsync(TestContext.Current.CancellationToken)).Identities;
        Assert.All(identities, identity => Assert.Equal(0, identity.Failures));
        Assert.Equal(SignIns.Account, Assert.Single(await world.FindingsAsync()).Identity.Id);
    }
}
