using System.Text;
using System.Text.Json;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests;

/// <summary>What every exclusions port must do. A provider's suite: inherit, supply a tenant.</summary>
public abstract class ExclusionsContract(EntraFixture tenant) : IDisposable
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IExclusions Exclusions => tenant.Exclusions;

    public void Dispose()
    {
        tenant.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Adding_and_removing_a_member_can_be_repeated()
    {
        Assert.True(await Exclusions.AddMemberAsync(tenant.AssignedGroup, tenant.User, Ct));
        Assert.False(await Exclusions.AddMemberAsync(tenant.AssignedGroup, tenant.User, Ct));
        Assert.Contains(new DirectoryMember(tenant.User, "user"), await Exclusions.ListMembersAsync(tenant.AssignedGroup, Ct));

        Assert.True(await Exclusions.RemoveMemberAsync(tenant.AssignedGroup, tenant.User, Ct));
        Assert.False(await Exclusions.RemoveMemberAsync(tenant.AssignedGroup, tenant.User, Ct));
        Assert.Empty(await Exclusions.ListMembersAsync(tenant.AssignedGroup, Ct));
    }

    [Fact]
    public async Task Groups_that_are_not_ours_to_change_say_so()
    {
        foreach (var group in new[] { tenant.DynamicGroup, tenant.RoleAssignableGroup, tenant.RestrictedGroup })
        {
            Assert.Equal(EntraFault.ProtectedObject, await FaultOf.Async(() => Exclusions.AddMemberAsync(group, tenant.User, Ct)));
            Assert.Equal(EntraFault.ProtectedObject, await FaultOf.Async(() => Exclusions.RemoveMemberAsync(group, tenant.User, Ct)));
        }
    }

    [Fact]
    public async Task A_role_on_the_restricted_unit_is_enough_for_its_groups()
    {
        Assert.True(await Exclusions.AddMemberAsync(tenant.OwnRestrictedGroup, tenant.User, Ct));
        Assert.True(await Exclusions.RemoveMemberAsync(tenant.OwnRestrictedGroup, tenant.User, Ct));
    }

    [Fact]
    public async Task Unknown_groups_and_principals_are_not_found()
    {
        Assert.Equal(EntraFault.NotFound, await FaultOf.Async(() => Exclusions.AddMemberAsync(EntraFixture.Unknown, tenant.User, Ct)));
        Assert.Equal(EntraFault.NotFound, await FaultOf.Async(() => Exclusions.AddMemberAsync(tenant.AssignedGroup, EntraFixture.Unknown, Ct)));
        Assert.Equal(EntraFault.NotFound, await FaultOf.Async(() => Exclusions.RemoveMemberAsync(EntraFixture.Unknown, tenant.User, Ct)));
    }

    [Fact]
    public async Task A_tag_is_written_read_and_removed()
    {
        Assert.Null(await Exclusions.ReadTagAsync(tenant.ServicePrincipal, EntraFixture.Tag, Ct));
        await Exclusions.WriteTagAsync(tenant.ServicePrincipal, EntraFixture.Tag, "true", Ct);
        Assert.Equal("true", await Exclusions.ReadTagAsync(tenant.ServicePrincipal, EntraFixture.Tag, Ct));
        await Exclusions.WriteTagAsync(tenant.ServicePrincipal, EntraFixture.Tag, null, Ct);
        Assert.Null(await Exclusions.ReadTagAsync(tenant.ServicePrincipal, EntraFixture.Tag, Ct));
    }

    [Fact]
    public async Task A_patch_changes_the_leaf_and_nothing_else()
    {
        var before = await ReadAsync();
        await PatchAsync($$$$"""{"conditions":{"users":{"excludeUsers":["{{{{tenant.Administrator}}}}","{{{{tenant.User}}}}"]}}}""");
        var after = await ReadAsync();

        Assert.Equal([tenant.Administrator, tenant.User], Strings(after, "excludeUsers"));
        Assert.Equal(Strings(before, "excludeGroups"), Strings(after, "excludeGroups"));
        Assert.Equal(Strings(before, "includeUsers"), Strings(after, "includeUsers"));
        Assert.Equal(before.GetProperty("grantControls").GetRawText(), after.GetProperty("grantControls").GetRawText());
        Assert.Equal(before.GetProperty("somethingNew").GetRawText(), after.GetProperty("somethingNew").GetRawText());
    }

    [Fact]
    public async Task An_empty_list_removes_every_entry()
    {
        await PatchAsync("""{"conditions":{"users":{"excludeUsers":[]}}}""");

        Assert.Empty(Strings(await ReadAsync(), "excludeUsers"));
    }

    [Fact]
    public async Task The_last_writer_wins_without_a_word()
    {
        await PatchAsync($$$$"""{"conditions":{"users":{"excludeUsers":["{{{{tenant.User}}}}"]}}}""");
        await PatchAsync($$$$"""{"conditions":{"users":{"excludeUsers":["{{{{tenant.Administrator}}}}"]}}}""");

        Assert.Equal([tenant.Administrator], Strings(await ReadAsync(), "excludeUsers"));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"conditions":{"users":{"excludeUsers":["00000000-0000-4000-8000-00000000dead"]}}}""")]
    [InlineData("""{"state":"sometimes"}""")]
    public async Task A_patch_that_cannot_work_changes_nothing(string patch)
    {
        var before = (await ReadAsync()).GetRawText();

        await tenant.PassASecondAsync();
        Assert.Equal(EntraFault.Invalid, await FaultOf.Async(() => Exclusions.PatchPolicyAsync(tenant.Policy, Encoding.UTF8.GetBytes(patch), Ct)));
        Assert.Equal(before, (await ReadAsync()).GetRawText());
    }

    [Fact]
    public async Task An_unknown_policy_is_null_to_read_and_not_found_to_patch()
    {
        Assert.Null(await Exclusions.ReadPolicyAsync(EntraFixture.Unknown, Ct));
        await tenant.PassASecondAsync();
        Assert.Equal(EntraFault.NotFound, await FaultOf.Async(() => Exclusions.PatchPolicyAsync(EntraFixture.Unknown, "{}"u8.ToArray(), Ct)));
    }

    [Fact]
    public async Task Without_permission_nothing_is_written()
    {
        var powerless = tenant.Powerless.Exclusions;

        Assert.Equal(EntraFault.Forbidden, await FaultOf.Async(() => powerless.AddMemberAsync(tenant.AssignedGroup, tenant.User, Ct)));
        Assert.Equal(EntraFault.Forbidden, await FaultOf.Async(() => powerless.WriteTagAsync(tenant.ServicePrincipal, EntraFixture.Tag, "true", Ct)));
        Assert.Equal(EntraFault.Forbidden, await FaultOf.Async(() => powerless.PatchPolicyAsync(tenant.Policy, "{}"u8.ToArray(), Ct)));
    }

    private async Task PatchAsync(string patch)
    {
        await tenant.PassASecondAsync();
        await Exclusions.PatchPolicyAsync(tenant.Policy, Encoding.UTF8.GetBytes(patch), Ct);
    }

    private async Task<JsonElement> ReadAsync()
    {
        await tenant.PassASecondAsync();
        return JsonDocument.Parse((await Exclusions.ReadPolicyAsync(tenant.Policy, Ct))!.Json).RootElement;
    }

    private static IEnumerable<string?> Strings(JsonElement policy, string list) =>
        policy.GetProperty("conditions").GetProperty("users").GetProperty(list).EnumerateArray().Select(one => one.GetString());
}
