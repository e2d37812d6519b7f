using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NhiEvents.Core.Portal.Overview;

namespace NhiEvents.Hosting;

/// <summary>Reads the portal's lists when the app starts, so that nobody waits for it: with 10,000 identities and 50,000 findings that takes seconds.</summary>
internal sealed class WarmPortalService(OverviewReader overview) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => overview.WarmAsync(stoppingToken);
}

public static class WarmPortal
{
    /// <summary>Warms the portal when it starts. A failure is logged and leaves the portal cold, nothing else: right after a deployment its roles may not have arrived yet.</summary>
    public static IServiceCollection AddWarmPortal(this IServiceCollection services) =>
        services.Configure<HostOptions>(options => options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore).AddHostedService<WarmPortalService>();
}
