using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Exceptions.Brakes;
using NhiEvents.Core.Exceptions.Writing;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Simulation;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Local.Context;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Simulate;

/// <summary>What the apps have learned in the month before the scenario begins: who approves, that two persons let exceptions be written, which identities are at work, and who answers for them.</summary>
internal static class Prelude
{
    private static readonly TimeSpan Before = TimeSpan.FromDays(30);

    public static async Task RunAsync(SimulatedWorld world, Storage storage, IConfiguration settings, TenantPorts tenant, ILoggerFactory logging)
    {
        var then = world.Tenant.Now - Before;
        await ContextImport.SendAsync(new SqliteMessageBus(storage.Broker), world.Teams.Words(then), CancellationToken.None);
        var definition = Apps.All.First(app => app.Name == "Exceptions");
        await using var app = LocalApp.Create(definition, services => LocalHost.AddPorts(services, definition.Name, storage, new VirtualScheduler(then).Time, logging, DataFiles.Shipped, null, tenant), settings);
        var id = world.Tenant.Options.TenantId;
        await app.Services.GetRequiredService<ApproverList>().RefreshAsync(id, CancellationToken.None);
        var brakes = app.Services.GetRequiredService<BrakeHandler>();
        foreach (var person in world.Setting.ApproverAccounts.Take(2))
        {
            await brakes.HandleAsync(new ChangeMode(id, person, ExceptionMode.Enforce, null), CancellationToken.None);
        }

        var watch = app.Services.GetRequiredService<WatchHandler>();
        await watch.HandleAsync([.. AtWork(world).Select(identity => Seen(id, identity.Id, identity.Kind, then))], CancellationToken.None);
    }

    private static IEnumerable<(string Id, SignInKind Kind)> AtWork(SimulatedWorld world) =>
    [
        .. world.Tenant.Administration.All<TenantUser>().Where(user => user.Kind is UserKind.ServiceAccount or UserKind.OnPremisesServiceAccount or UserKind.Robot).Select(user => (user.Id, SignInKind.NonInteractiveUser)),
        .. world.Tenant.Administration.All<TenantServicePrincipal>().Where(principal => !principal.IsFirstParty && !principal.ManagedIdentity).Select(principal => (principal.Id, SignInKind.ServicePrincipal)),
    ];

    private static SignIn Seen(string tenantId, string identity, SignInKind kind, DateTimeOffset at) =>
        new(tenantId, identity[..16], identity, kind, at, identity, 0, kind is SignInKind.ServicePrincipal ? [EvidenceKinds.ServicePrincipal] : [EvidenceKinds.Ropc], [], []);
}
