using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests;

/// <summary>What every containment port must do. A provider's suite: inherit, supply a tenant.</summary>
public abstract class ContainmentContract(EntraFixture tenant) : IDisposable
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IContainment Containment => tenant.Containment;

    public void Dispose()
    {
        tenant.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_user_is_disabled_and_enabled_again()
    {
        Assert.True(await Containment.SetUserEnabledAsync(tenant.User, enabled: false, Ct));
        Assert.False(await Containment.SetUserEnabledAsync(tenant.User, enabled: false, Ct));
        Assert.False((await tenant.Directory.FindUserAsync(tenant.User, Ct))!.Enabled);

        Assert.True(await Containment.SetUserEnabledAsync(tenant.User, enabled: true, Ct));
        Assert.True((await tenant.Directory.FindUserAsync(tenant.User, Ct))!.Enabled);
    }

    [Fact]
    public async Task An_administrator_is_protected()
    {
        Assert.Equal(EntraFault.ProtectedObject, await FaultOf.Async(() => Containment.SetUserEnabledAsync(tenant.Administrator, enabled: false, Ct)));
        Assert.True((await tenant.Directory.FindUserAsync(tenant.Administrator, Ct))!.Enabled);
    }

    [Fact]
    public async Task A_service_principal_is_disabled_and_a_managed_identity_is_not()
    {
        Assert.True(await Containment.SetServicePrincipalEnabledAsync(tenant.ServicePrincipal, enabled: false, Ct));
        Assert.False((await tenant.Directory.FindServicePrincipalAsync(tenant.ServicePrincipal, Ct))!.Enabled);
        Assert.Equal(EntraFault.ProtectedObject, await FaultOf.Async(() => Containment.SetServicePrincipalEnabledAsync(tenant.ManagedIdentity, enabled: false, Ct)));
    }

    [Fact]
    public async Task Revoking_moves_the_time_from_which_sessions_count()
    {
        var before = (await tenant.Directory.FindUserAsync(tenant.User, Ct))!.SessionsValidFrom;

        await Containment.RevokeSessionsAsync(tenant.User, Ct);

        Assert.True((await tenant.Directory.FindUserAsync(tenant.User, Ct))!.SessionsValidFrom > before);
    }

    [Fact]
    public async Task A_role_in_azure_is_taken_away_and_given_back_exactly()
    {
        var before = await Containment.ListAzureRolesAsync(tenant.ManagedIdentity, Ct);
        var assignment = Assert.Single(before);

        Assert.True(await Containment.RemoveAzureRoleAsync(assignment.Id, Ct));
        Assert.False(await Containment.RemoveAzureRoleAsync(assignment.Id, Ct));
        Assert.Empty(await Containment.ListAzureRolesAsync(tenant.ManagedIdentity, Ct));

        Assert.True(await Containment.AddAzureRoleAsync(assignment, Ct));
        Assert.False(await Containment.AddAzureRoleAsync(assignment, Ct));
        Assert.Equal(before, await Containment.ListAzureRolesAsync(tenant.ManagedIdentity, Ct));
    }

    [Fact]
    public async Task Owners_of_a_resource_group_are_those_who_hold_the_role_on_itself()
    {
        Assert.Equal([tenant.Administrator], await Containment.ListResourceGroupOwnersAsync(tenant.ResourceGroup, Ct));
        Assert.Empty(await Containment.ListResourceGroupOwnersAsync("/subscriptions/s/resourceGroups/nobodys", Ct));
    }

    [Fact]
    public async Task Unknown_ids_are_not_found()
    {
        Assert.Equal(EntraFault.NotFound, await FaultOf.Async(() => Containment.SetUserEnabledAsync(EntraFixture.Unknown, enabled: false, Ct)));
        Assert.Equal(EntraFault.NotFound, await FaultOf.Async(() => Containment.SetServicePrincipalEnabledAsync(EntraFixture.Unknown, enabled: false, Ct)));
        Assert.Equal(EntraFault.NotFound, await FaultOf.Async(() => Containment.RevokeSessionsAsync(EntraFixture.Unknown, Ct)));
    }

    [Fact]
    public async Task Without_permission_nothing_is_changed()
    {
        var powerless = tenant.Powerless.Containment;

        Assert.Equal(EntraFault.Forbidden, await FaultOf.Async(() => powerless.SetUserEnabledAsync(tenant.User, enabled: false, Ct)));
        Assert.Equal(EntraFault.Forbidden, await FaultOf.Async(() => powerless.RevokeSessionsAsync(tenant.User, Ct)));
        Assert.True((await tenant.Directory.FindUserAsync(tenant.User, Ct))!.Enabled);
    }
}
