using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting.Streams;

/// <summary>The outlets that need no package of Azure and run the same on one machine.</summary>
public static class HouseOutletServices
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddHouseOutlets(this IServiceCollection services) =>
        services.AddSingleton<IOutlets>(provider => Create(new HttpClient { Timeout = Timeout }, provider.GetRequiredService<TimeProvider>()));

    internal static IOutlets Create(HttpClient http, TimeProvider time) =>
        new HouseOutlets(new WebhookOutlet(http, time), new FileOutlet(), new SyslogOutlet(Timeout), new MailOutlet(Timeout));
}
