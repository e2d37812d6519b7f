using NhiEvents.Core.Events;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Tenant.Tests;

public sealed class AzureTests : IDisposable
{
    private const string Machine = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm";
    private const string Write = "Microsoft.Compute/virtualMachines/write";

    private readonly TenantWorld _world = new();

    public AzureTests()
    {
        _world.Settings(settings => settings with { MandatoryMfaOnArm = true });
        _world.Administration.AssignRole(TenantWorld.Admin, "contributor", "user", "/subscriptions/s");
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_users_write_without_a_second_factor_is_refused_and_logged()
    {
        var token = _world.SignIn(_world.Ropc() with { ResourceId = WellKnown.AzureManagement }).Token!;
        _world.TakeRecords();

        var answer = _world.Tenant.Request(new AzureRequest(token, Write, Machine, TenantWorld.Home));

        Assert.Equal((403, "RequestDisallowedByPolicy"), (answer.Status, answer.Code));
        var record = _world.LastRecord();
        Assert.Equal("Administrative", record.GetProperty("category").GetString());
        Assert.Contains("MFA is required", record.GetProperty("properties").GetProperty("statusMessage").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_second_factors_and_workloads_pass()
    {
        var plain = _world.SignIn(_world.Ropc() with { ResourceId = WellKnown.AzureManagement }).Token!;
        _world.Policy(TenantWorld.Everyone("mfa"));
        var strong = _world.SignIn(_world.Browser() with { ResourceId = WellKnown.AzureManagement }).Token!;
        var (_, principal, secret) = _world.Workload();
        _world.Administration.AssignRole(TenantWorld.Admin, "contributor", principal.Id, "/subscriptions/s/resourceGroups/g");
        var workload = _world.SignIn(_world.AsApplication("job", new Credential.ClientSecret(secret)) with { ResourceId = WellKnown.AzureManagement }).Token!;

        Assert.True(_world.Tenant.Request(new AzureRequest(plain, "Microsoft.Compute/virtualMachines/read", Machine, TenantWorld.Home)).Allowed);
        Assert.True(_world.Tenant.Request(new AzureRequest(strong, Write, Machine, TenantWorld.Home)).Allowed);
        Assert.True(_world.Tenant.Request(new AzureRequest(workload, Write, Machine, TenantWorld.Home)).Allowed);
    }

    [Fact]
    public void A_change_is_logged_with_the_methods_of_a_users_token_and_none_of_an_applications()
    {
        _world.Settings(settings => settings with { MandatoryMfaOnArm = false });
        var plain = _world.SignIn(_world.Ropc() with { ResourceId = WellKnown.AzureManagement }).Token!;
        var (_, principal, secret) = _world.Workload();
        _world.Administration.AssignRole(TenantWorld.Admin, "contributor", principal.Id, "/subscriptions/s");
        var workload = _world.SignIn(_world.AsApplication("job", new Credential.ClientSecret(secret)) with { ResourceId = WellKnown.AzureManagement }).Token!;
        _world.TakeRecords();

        Assert.True(_world.Tenant.Request(new AzureRequest(plain, Write, Machine, TenantWorld.Home)).Allowed);
        var ofUser = EventReader.Read(System.Text.Encoding.UTF8.GetBytes(_world.LastRecord().GetRawText()));
        Assert.True(_world.Tenant.Request(new AzureRequest(workload, Write, Machine, TenantWorld.Home)).Allowed);
        var ofApplication = EventReader.Read(System.Text.Encoding.UTF8.GetBytes(_world.LastRecord().GetRawText()));

        Assert.Equal(("user", "microsoft.compute/virtualmachines/write"), Assert.IsType<ReadResult.Write>(ofUser).Event is var changed ? (changed.IdentityId, changed.OperationName) : default);
        Assert.IsType<ReadResult.NotForUs>(ofApplication);
    }

    [Fact]
    public void Exclusions_of_the_tenant_do_not_help()
    {
        _world.Policy(TenantWorld.Everyone("mfa") with { ExcludeUsers = ["user"] });
        var token = _world.SignIn(_world.Ropc() with { ResourceId = WellKnown.AzureManagement }).Token!;

        Assert.Equal("RequestDisallowedByPolicy", _world.Tenant.Request(new AzureRequest(token, Write, Machine, TenantWorld.Home)).Code);
    }

    [Fact]
    public void Without_a_role_on_the_scope_nothing_is_allowed()
    {
        var token = _world.SignIn(_world.Ropc() with { ResourceId = WellKnown.AzureManagement }).Token!;

        Assert.Equal("AuthorizationFailed", _world.Tenant.Request(new AzureRequest(token, Write, "/subscriptions/s2/resourceGroups/g", TenantWorld.Home)).Code);
    }
}
