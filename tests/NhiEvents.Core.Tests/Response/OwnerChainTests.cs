using System.Collections.Immutable;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Core.Tests.Response;

/// <summary>Who answers for an identity, one link of the chain after the other: each is taken away, and the next one answers.</summary>
public sealed class OwnerChainTests
{
    private const string Managed = "22222222-0000-4000-8000-000000000002";
    private const string Group = "99999999-0000-4000-8000-000000000001";
    private const string ResourceGroup = "/subscriptions/99999999-0000-4000-8000-000000000002/resourceGroups/rg-backup";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Application_registry_tag_attribute_resource_group_team_and_at_last_the_queue()
    {
        using var world = new ResponseWorld(new ResponseOptions { OwnerGroups = [Group], DefaultQueue = "queue" });
        var principal = new TenantServicePrincipal
        {
            Id = Managed, AppId = Managed, DisplayName = "backup", OwnerTenantId = ResponseWorld.Tenant, ManagedIdentity = true, Owners = [ResponseWorld.Person],
            AzureResourceId = ResourceGroup + "/providers/Microsoft.Compute/virtualMachines/vm", Attributes = ImmutableSortedDictionary<string, string>.Empty.Add("Ops.Owner", "by attribute"),
        };
        var role = new RoleAssignment { Id = "owner", RoleId = $"/providers/Microsoft.Authorization/roleDefinitions/{AzureBuiltInRoles.Owner}", PrincipalId = ResponseWorld.Account, Scope = ResourceGroup };
        var group = new TenantGroup { Id = Group, DisplayName = "Team Backup", Members = [Managed] };
        world.SimulatedTenant.Administration.Seed([principal, role, role with { Id = "above", PrincipalId = ResponseWorld.Admin, Scope = "/subscriptions/99999999-0000-4000-8000-000000000002" }, group]);
        await RegisterAsync(1, new IdentityFacts { Id = Managed, Owner = "by registry", Tags = ["owner: by tag"] });

        Assert.Equal("user 44", await OwnerAsync("1"));
        world.SimulatedTenant.Administration.Seed([principal with { Owners = [] }]);
        Assert.Equal("by registry", await OwnerAsync("2"));
        await RegisterAsync(2, new IdentityFacts { Id = Managed, Tags = ["owner: by tag"] });
        Assert.Equal("by tag", await OwnerAsync("3"));
        await RegisterAsync(3, new IdentityFacts { Id = Managed });
        Assert.Equal("by attribute", await OwnerAsync("4"));
        world.SimulatedTenant.Administration.Seed([principal with { Owners = [], Attributes = ImmutableSortedDictionary<string, string>.Empty }]);
        Assert.Equal("user 11", await OwnerAsync("5"));
        world.SimulatedTenant.Administration.Seed([role with { PrincipalId = "nobody" }]);
        Assert.Equal("Team Backup", await OwnerAsync("6"));
        Assert.Empty(await world.Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged));
        world.SimulatedTenant.Administration.Seed([group with { Members = [] }]);
        Assert.Equal("queue", await OwnerAsync("7"));
        Assert.Equal("NHI405", Assert.Single(await world.Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged)).Finding.FindingType);

        Task RegisterAsync(int revision, IdentityFacts facts) => world.Remember.HandleAsync(new IdentityRegistered(ResponseWorld.Tenant, "registry", $"{revision}", facts), Ct);

        async Task<string> OwnerAsync(string id)
        {
            await world.FoundAsync(world.Finding("NHI109", Managed, owner: "unknown") with { Id = id, Identity = new IdentityRef(Managed, IdentityKind.ManagedIdentity, "backup") });
            return (await world.TicketsAsync())[^1].Facts.Owner;
        }
    }

    [Fact]
    public async Task A_missing_owner_opens_no_ticket_of_its_own_and_holds_up_none()
    {
        using var world = new ResponseWorld();
        await world.Remember.HandleAsync(new IdentityRegistered(ResponseWorld.Tenant, "registry", "1", new IdentityFacts { Id = "another" }), Ct);

        await world.FoundAsync(world.Finding("NHI109", owner: "unknown"));
        var missing = Assert.Single(await world.Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged));
        await world.React.HandleAsync(missing, Ct);
        await world.SettleAsync();

        Assert.Equal("NHI109", Assert.Single(Assert.Single(await world.TicketsAsync()).Facts.FindingTypes));
    }
}
