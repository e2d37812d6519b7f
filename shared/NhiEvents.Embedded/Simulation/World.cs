using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Simulation.Actors;
using NhiEvents.Embedded.Simulation.Attacks;
using NhiEvents.Embedded.Simulation.Exceptions;
using NhiEvents.Embedded.Simulation.Rotations;
using NhiEvents.Embedded.Simulation.Tickets;
using NhiEvents.Embedded.Simulation.Truths;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Records;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Vault;

namespace NhiEvents.Embedded.Simulation;

/// <summary>What acts work on: the tenant, where credentials lie, and who can be chosen.</summary>
internal sealed class World(SimulatedTenant tenant, SeedIds ids, Chance chance, CredentialStore store, DateTimeOffset start, Action<Happening> tell, ExceptionSetting setting, ExceptionBook exceptions, Func<IReadOnlyList<Truth>> broken, Action<OutgoingMessage> ask, RotationBook rotations, EmbeddedVault vault)
{
    public SimulatedTenant Tenant => tenant;

    public SeedIds Ids => ids;

    public Chance Chance => chance;

    public CredentialStore Store => store;

    public DateTimeOffset Start => start;

    /// <summary>Who makes the changes that people make.</summary>
    public Tenant.Records.Actor Administrator { get; } = AdministratorOf(tenant);

    /// <summary>Who may ask for exceptions, and approve them.</summary>
    public ExceptionSetting Setting => setting;

    public ExceptionBook Exceptions => exceptions;

    public RotationBook Rotations => rotations;

    /// <summary>Where own applications' secrets lie, in scenarios that rotate them.</summary>
    public EmbeddedVault Vault => vault;

    /// <summary>Somebody signs in to web apps.</summary>
    public bool HasPersons { get; } = tenant.Administration.All<TenantUser>().Any(Workforce.IsVisitor);

    public required AttackBook Attacks { get; init; }

    /// <summary>Number of the open ticket that names an identity, for whoever looks into the ticket system; null when there is none.</summary>
    public required Func<string, string?> TicketOf { get; init; }

    /// <summary>Somebody decides in the ticket system, which calls us.</summary>
    public required Action<TicketCall> Call { get; init; }

    public required JobBook Jobs { get; init; }

    /// <summary>It was set up before: an act's preparation changes nothing in the tenant any more.</summary>
    public bool Resumes { get; init; }

    public required TruthBook Truths { get; init; }

    /// <summary>Somebody has added a credential to an application.</summary>
    public void AddedByHand(TenantApplication application, string keyId, DateTimeOffset at) => Truths.Added(tenant.Administration.FindServicePrincipal(application.AppId)!, application.Id, keyId, at);

    /// <summary>What is broken now, the first first.</summary>
    public IReadOnlyList<Truth> Broken => broken();

    /// <summary>Sends a command to the system, as the portal does for a person.</summary>
    public void Ask(OutgoingMessage command) => ask(command);

    public void Tell(Happening happening) => tell(happening);

    /// <summary>Service accounts, another choice for each purpose.</summary>
    public IEnumerable<TenantUser> PickAccounts(string purpose, int count) => tenant.Administration.All<TenantUser>()
        .Where(user => user.Kind is UserKind.ServiceAccount or UserKind.OnPremisesServiceAccount)
        .OrderBy(user => chance.Share(user.Id + purpose))
        .Take(count);

    /// <summary>Own applications that sign in with a secret, another choice for each purpose.</summary>
    public IEnumerable<TenantApplication> PickApplications(string purpose, int count) => tenant.Administration.All<TenantApplication>()
        .Where(application => application is { Foreign: false, FederatedCredentials.IsEmpty: true, Credentials: [.., { Kind: AppCredentialKind.Password }] })
        .OrderBy(application => chance.Share(application.Id + purpose))
        .Take(count);

    private static Actor AdministratorOf(SimulatedTenant tenant)
    {
        var user = tenant.Administration.All<TenantUser>().First(user => user.Kind is UserKind.Administrator or UserKind.BreakGlass);
        return new Actor(user.Id, user.UserPrincipalName, IsUser: true) { Address = "203.0.113.10" };
    }
}
