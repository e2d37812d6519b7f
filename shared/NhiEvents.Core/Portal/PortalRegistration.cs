using Microsoft.Extensions.DependencyInjection;

namespace NhiEvents.Core.Portal;

public static class PortalRegistration
{
    public static IServiceCollection AddPortal(this IServiceCollection services) => services.AddSingleton<FindingList>();
}
