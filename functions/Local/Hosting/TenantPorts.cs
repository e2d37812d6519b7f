using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Files;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Ports;

namespace NhiEvents.Local.Hosting;

/// <summary>The Entra tenant that the apps of this host read and write: a simulated one, or none.</summary>
/// <param name="Directory">Reads.</param>
/// <param name="Exclusions">Writes of exclusions.</param>
/// <param name="Seals">Folder of the ledger's seals.</param>
internal sealed record TenantPorts(IDirectory Directory, IExclusions Exclusions, string Seals)
{
    /// <summary>No tenant: exceptions can be listed, and nothing can be read or written.</summary>
    public static TenantPorts None { get; } = WithoutTenant(Path.Combine(Path.GetTempPath(), "nhi-no-seals"));

    public static TenantPorts WithoutTenant(string seals)
    {
        var absent = new AbsentTenant();
        return new TenantPorts(absent, absent, seals);
    }

    public static TenantPorts Of(SimulatedTenant tenant, TenantCaller caller, string seals) => new(new EmbeddedDirectory(tenant, caller), new EmbeddedExclusions(tenant, caller), seals);

    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(Directory);
        services.AddSingleton(Exclusions);
        services.AddSingleton<ISealStore>(new FileSealStore(Seals));
    }
}
