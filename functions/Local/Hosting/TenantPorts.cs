using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Ports;
using NhiEvents.Embedded.Tenant.Seeding;

namespace NhiEvents.Local.Hosting;

/// <summary>The Entra tenant that the apps of this host read and write: a simulated one, or none.</summary>
/// <param name="Directory">Reads.</param>
/// <param name="Exclusions">Writes of exclusions.</param>
/// <param name="Containment">Stops identities.</param>
/// <param name="Credentials">Reads and writes of applications' credentials.</param>
/// <param name="Tokens">Tries a credential.</param>
/// <param name="Vault">Where applications read their secrets.</param>
/// <param name="Seals">Where the ledgers' seals are kept.</param>
internal sealed record TenantPorts(IDirectory Directory, IExclusions Exclusions, IContainment Containment, ICredentials Credentials, ITokenTest Tokens, ISecretVault Vault, ISealStore Seals)
{
    /// <summary>Who signs in so that a row must come.</summary>
    public ICanary Canary { get; init; } = new AbsentCanary();

    /// <summary>No tenant: exceptions can be listed, and nothing can be read or written.</summary>
    public static TenantPorts None { get; } = WithoutTenant(new AbsentSeals());

    public static TenantPorts WithoutTenant(ISealStore seals)
    {
        var absent = new AbsentTenant();
        return new TenantPorts(absent, absent, new AbsentContainment(), new AbsentCredentials(), new AbsentCredentials(), new AbsentVault(), seals);
    }

    public static TenantPorts Of(SimulatedTenant tenant, TenantCaller caller, ISealStore seals, ISecretVault? vault = null) => new(
        new EmbeddedDirectory(tenant, caller),
        new EmbeddedExclusions(tenant, caller),
        new EmbeddedContainment(tenant, caller),
        new EmbeddedCredentials(tenant, caller),
        new EmbeddedTokenTest(tenant, Places.DataCentre(119)),
        vault ?? new AbsentVault(),
        seals);

    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(Directory);
        services.AddSingleton(Exclusions);
        services.AddSingleton(Containment);
        services.AddSingleton(Credentials);
        services.AddSingleton(Tokens);
        services.AddSingleton(Vault);
        services.AddSingleton(Canary);
        services.AddSingleton(Seals);
    }
}
