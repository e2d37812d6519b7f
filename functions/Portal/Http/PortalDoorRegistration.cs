using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NhiEvents.Functions.Portal.Access;

namespace NhiEvents.Functions.Portal.Http;

/// <summary>What the portal's HTTP functions need beside the slices.</summary>
public static class PortalDoorRegistration
{
    public static IServiceCollection AddPortalDoor(this IServiceCollection services)
    {
        services.AddOptions<PortalOptions>().BindConfiguration(PortalOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PortalOptions>, PortalOptionsValidator>();
        services.AddSingleton<PortalDoor>();
        services.AddSingleton<PageFiles>();
        return services;
    }
}
