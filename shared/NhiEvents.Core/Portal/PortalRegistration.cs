using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Control;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Overview;

namespace NhiEvents.Core.Portal;

public static class PortalRegistration
{
    public static IServiceCollection AddPortal(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<FindingList>();
        services.AddSingleton<IdentityList>();
        services.AddSingleton<CaseList>();
        services.AddSingleton<WriteBrake>();
        services.AddSingleton<OverviewReader>();
        return services;
    }
}
