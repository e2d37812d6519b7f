using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Records;
using NhiEvents.Embedded.Tenant.Seeding;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>Ways out that no policy shows: settings of the whole tenant, and accounts that no policy was ever made for.</summary>
public sealed class ReconcileTenantTests : IDisposable
{
    private const string Asked = "bbbbbbbb-0000-4000-8000-000000000005";

    private static readonly Actor Somebody = new("somebody", "somebody", IsUser: true);

    private readonly ExceptionsWorld _world;

    public ReconcileTenantTests()
    {
        var settings = ExceptionsWorld.Settings();
        _world = new ExceptionsWorld(options: new ExemptionOptions { ApproverGroupId = settings.ApproverGroupId, ProtectedIds = settings.ProtectedIds, Policies = settings.Policies, StructuralIds = [Given.Account] });
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_action_that_is_excluded_for_the_whole_tenant_is_raised_with_its_author_and_withdrawn_when_it_is_gone()
    {
        await BeginAsync();
        Put(settings => settings with { ExcludedUserActions = ["accountrecovery"] });
        await _world.Changes.HandleAsync(Changed("Update conditional access settings"), Ct);

        await _world.ReconcileAsync();
        var raised = Assert.Single(await FindingsAsync());
        Assert.Equal((Given.Tenant, FindingState.Open), (raised.Identity.Id, raised.State));
        Assert.Contains("user action accountrecovery is excluded", raised.Cause, StringComparison.Ordinal);
        Assert.Contains("Last changed by account somebody", raised.Cause, StringComparison.Ordinal);

        Put(settings => settings with { ExcludedUserActions = [] });
        await _world.ReconcileAsync();
        Assert.Equal([FindingState.Open, FindingState.Withdrawn], (await FindingsAsync()).Select(finding => finding.State));
    }

    [Fact]
    public async Task What_was_set_on_day_0_is_no_finding_until_it_was_gone()
    {
        Put(settings => settings with { ExcludedUserActions = ["accountrecovery"] });
        await BeginAsync();
        Assert.Empty(await FindingsAsync());

        Put(settings => settings with { ExcludedUserActions = [] });
        await _world.ReconcileAsync();
        Put(settings => settings with { ExcludedUserActions = ["accountrecovery"] });
        await _world.ReconcileAsync();

        Assert.Single(await FindingsAsync());
    }

    [Fact]
    public async Task A_baseline_from_before_the_settings_were_read_takes_them_as_they_are_now()
    {
        await BeginAsync();
        Put(settings => settings with { ExcludedUserActions = ["accountrecovery"] });
        var row = Assert.Single(_world.Ports.Rows(), one => one.Key == "baseline|tenant");
        var stored = await _world.Ports.Faults.ReadAsync(row.Partition, row.Key, Ct);
        await _world.Ports.Faults.CommitAsync(row.Partition, [new RowChange.Remove(row.Key, stored!.ETag)], Ct);

        await _world.ReconcileAsync();

        Assert.Empty(await FindingsAsync());
    }

    [Fact]
    public async Task Security_defaults_that_are_off_are_raised_when_no_policy_asks_everyone_any_more()
    {
        await BeginAsync();
        _world.Tenant.Administration.PutPolicy(Somebody, Given.Policy, new PolicyJson(Given.Policy, "Require MFA") { State = "disabled", IncludeUsers = ["All"], ExcludeGroups = [ExceptionsWorld.Group], Controls = ["mfa"] }.ToString());

        await _world.ReconcileAsync();
        Assert.Contains("security defaults are off", Assert.Single(await FindingsAsync()).Cause, StringComparison.Ordinal);

        Put(settings => settings with { SecurityDefaults = true });
        await _world.ReconcileAsync();
        Assert.Equal(FindingState.Withdrawn, (await FindingsAsync())[^1].State);
    }

    [Fact]
    public async Task An_account_that_is_taken_out_of_the_group_that_is_asked_is_raised_with_its_author()
    {
        AskOnlyTheGroup(Given.Account);
        await BeginAsync();
        Assert.Empty(await FindingsAsync());

        _world.Tenant.Administration.RemoveMember(Somebody, Asked, Given.Account);
        await _world.Changes.HandleAsync(Changed("Remove member from group", Asked), Ct);
        await _world.ReconcileAsync();

        var raised = Assert.Single(await FindingsAsync());
        Assert.Equal((Given.Account, FindingState.Open), (raised.Identity.Id, raised.State));
        Assert.Contains("no standing exception allows that. Taken out of a group that is asked by account somebody", raised.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_and_accounts_that_a_policy_names_by_their_role_are_not_raised()
    {
        AskOnlyTheGroup(ExceptionsWorld.OwnerAccount);
        _world.Tenant.Administration.Seed([new DirectoryRole { Id = "role", DisplayName = "Exchange Administrator" }, new RoleAssignment { Id = "a", RoleId = "role", PrincipalId = Given.Account, Scope = "/" }]);
        await BeginAsync();

        _world.Tenant.Administration.RemoveMember(Somebody, Asked, ExceptionsWorld.OwnerAccount);
        await _world.ReconcileAsync();

        Assert.Empty(await FindingsAsync());
    }

    [Fact]
    public async Task A_standing_exception_answers_for_an_account_that_no_policy_was_made_for()
    {
        AskOnlyTheGroup(Given.Account);
        await BeginAsync();
        _world.Tenant.Administration.RemoveMember(Somebody, Asked, Given.Account);
        await _world.AskAsync(_world.RequestNow() with { ExemptionKind = ExemptionKind.Standing, End = null, Networks = [], AppIds = [] });
        await _world.ApproveAsync();
        await _world.ApproveAsync(ExceptionsWorld.SecondApprover);
        await _world.RunForAsync(TimeSpan.FromMinutes(1));

        await _world.ReconcileAsync();

        Assert.Empty(await FindingsAsync());
    }

    public void Dispose() => _world.Dispose();

    /// <summary>Day 0.</summary>
    private async Task BeginAsync()
    {
        await _world.PrepareAsync();
        await _world.ReconcileAsync();
    }

    private void Put(Func<TenantSettings, TenantSettings> change) => _world.Tenant.Administration.PutSettings(Somebody, change(_world.Tenant.Administration.Settings));

    /// <summary>The policy asks a group instead of everyone, and the holders of one role.</summary>
    private void AskOnlyTheGroup(string member) => _world.Tenant.Administration.Seed(
    [
        new TenantGroup { Id = Asked, DisplayName = "Asked for MFA", Members = [member] },
        ExceptionsCompany.Policy(new PolicyJson(Given.Policy, "Require MFA") { IncludeGroups = [Asked], IncludeRoles = ["role"], ExcludeGroups = [ExceptionsWorld.Group], Controls = ["mfa"] }),
    ]);

    private async Task<IReadOnlyList<Finding>> FindingsAsync() =>
        [.. (await _world.Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged)).Select(changed => changed.Finding).Where(finding => finding.FindingType is "NHI401")];

    private DirectoryChanged Changed(string operation, string? group = null) => new(
        Given.Tenant, "key", "audit-1", _world.Time.GetUtcNow(), operation, "Policy", "success", new DirectoryActor(ActorKind.User) { Id = "somebody" },
        [new ChangedObject("User", group is null ? [] : [new ChangedProperty("Group.ObjectID") { OldValue = $"\"{group}\"" }]) { Id = Given.Account }]);
}
