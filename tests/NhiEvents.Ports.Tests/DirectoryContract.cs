using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests;

/// <summary>What every directory port must do. A provider's suite: inherit, supply a tenant.</summary>
public abstract class DirectoryContract(EntraFixture tenant) : IDisposable
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IDirectory Directory => tenant.Directory;

    public void Dispose()
    {
        tenant.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_unknown_id_is_null_where_one_object_is_asked_for()
    {
        Assert.Null(await Directory.FindUserAsync(EntraFixture.Unknown, Ct));
        Assert.Null(await Directory.FindServicePrincipalAsync(EntraFixture.Unknown, Ct));
        Assert.Null(await Directory.FindApplicationAsync(EntraFixture.Unknown, Ct));
        Assert.Null(await Directory.FindGroupAsync(EntraFixture.Unknown, Ct));
    }

    [Fact]
    public async Task An_unknown_id_is_a_fault_where_a_list_of_something_is_asked_for()
    {
        Assert.Equal(EntraFault.NotFound, await FaultOf.Async(() => Directory.ListOwnersAsync(EntraFixture.Unknown, Ct)));
        Assert.Equal(EntraFault.NotFound, await FaultOf.Async(async () => await Directory.ListMembersAsync(EntraFixture.Unknown, transitive: false, Ct).ToListAsync(Ct)));
        Assert.Equal(EntraFault.NotFound, await FaultOf.Async(() => Directory.ListGroupsOfAsync(EntraFixture.Unknown, Ct)));
    }

    [Fact]
    public async Task What_is_found_is_also_listed()
    {
        var user = await Directory.FindUserAsync(tenant.User, Ct);
        var application = await Directory.FindApplicationAsync(tenant.Application, Ct);

        Assert.Contains(user, await Directory.ListUsersAsync(Ct).ToListAsync(Ct));
        Assert.Contains(application!.Id, await Directory.ListApplicationsAsync(Ct).Select(one => one.Id).ToListAsync(Ct));
        Assert.Contains(tenant.ManagedIdentity, await Directory.ListServicePrincipalsAsync(Ct).Where(one => one.ManagedIdentity).Select(one => one.Id).ToListAsync(Ct));
        Assert.Contains(tenant.DynamicGroup, await Directory.ListGroupsAsync(Ct).Where(one => one.Rule is not null).Select(one => one.Id).ToListAsync(Ct));
    }

    [Fact]
    public async Task Membership_is_seen_directly_through_groups_and_by_rule()
    {
        await tenant.Exclusions.AddMemberAsync(tenant.AssignedGroup, tenant.User, Ct);

        Assert.DoesNotContain(tenant.User, await MembersAsync(tenant.OuterGroup, transitive: false));
        Assert.Contains(tenant.User, await MembersAsync(tenant.OuterGroup, transitive: true));
        Assert.Contains(tenant.User, await MembersAsync(tenant.DynamicGroup, transitive: false));
        Assert.Superset(new HashSet<string> { tenant.AssignedGroup, tenant.OuterGroup, tenant.DynamicGroup }, (await Directory.ListGroupsOfAsync(tenant.User, Ct)).ToHashSet());
    }

    [Fact]
    public async Task A_privileged_role_is_seen() =>
        Assert.Contains(await Directory.ListRoleAssignmentsAsync(tenant.Administrator, Ct), assignment => assignment.Privileged);

    [Fact]
    public async Task What_if_sees_a_change_at_once()
    {
        var question = new WhatIfQuestion { UserId = tenant.User, ApplicationId = "00000003-0000-0000-c000-000000000000" };
        var before = (await Directory.WhatIfAsync(question, Ct)).Single(policy => policy.Id == tenant.Policy);
        await tenant.PassASecondAsync();
        await tenant.Exclusions.PatchPolicyAsync(tenant.Policy, System.Text.Encoding.UTF8.GetBytes($$$$"""{"conditions":{"users":{"excludeUsers":["{{{{tenant.User}}}}"]}}}"""), Ct);
        await tenant.PassASecondAsync();
        var after = (await Directory.WhatIfAsync(question, Ct)).Single(policy => policy.Id == tenant.Policy);

        Assert.True(before.Applies);
        Assert.Equal(["mfa"], before.Controls);
        Assert.Equal((false, "users"), (after.Applies, after.Reason));
    }

    [Fact]
    public async Task Settings_of_the_whole_tenant_are_read_and_only_enforced_exclusions_are_in_them()
    {
        var settings = await Directory.ReadTenantSettingsAsync(Ct);

        Assert.False(settings.SecurityDefaults);
        Assert.Equal([EntraFixture.ExcludedAction], settings.ExcludedActions);
    }

    [Fact]
    public async Task A_question_about_nobody_is_invalid() =>
        Assert.Equal(EntraFault.Invalid, await FaultOf.Async(() => Directory.WhatIfAsync(new WhatIfQuestion { ApplicationId = "x" }, Ct)));

    [Fact]
    public async Task Without_permission_nothing_is_read()
    {
        var powerless = tenant.Powerless.Directory;

        Assert.Equal(EntraFault.Forbidden, await FaultOf.Async(() => powerless.FindUserAsync(tenant.User, Ct)));
        Assert.Equal(EntraFault.Forbidden, await FaultOf.Async(async () => await powerless.ListPoliciesAsync(Ct).ToListAsync(Ct)));
    }

    private async Task<List<string>> MembersAsync(string group, bool transitive) => await Directory.ListMembersAsync(group, transitive, Ct).Select(member => member.Id).ToListAsync(Ct);
}

/// <summary>The fault that a call ends with.</summary>
internal static class FaultOf
{
    public static async Task<EntraFault> Async(Func<Task> call) => (await Assert.ThrowsAsync<EntraException>(call)).Fault;
}
