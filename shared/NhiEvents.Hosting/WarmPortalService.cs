using Microsoft.Extensions.Hosting;
using NhiEvents.Core.Portal.Overview;

namespace NhiEvents.Hosting;

/// <summary>Reads the portal's lists when the app starts, so that nobody waits for it: with 10,000 identities and 50,000 findings that takes seconds.</summary>
public sealed class WarmPortalService(OverviewReader overview) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => overview.WarmAsync(stoppingToken);
}
