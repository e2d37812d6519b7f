using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.State;

namespace NhiEvents.Hosting;

/// <summary>What every app has, whatever its job.</summary>
internal static class AppCore
{
    public static IServiceCollection AddAppCore(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new LedgerNotices(provider.GetRequiredService<IConfiguration>().GetValue<bool>(LedgerNotices.Setting)));
        services.TryAddSingleton<Outbox>();
        services.TryAddSingleton<OutboxSweep>();
        services.TryAddSingleton<Settlement>();
        services.TryAddSingleton<EventIntake>();
        services.AddOptions<SettlementOptions>().BindConfiguration(SettlementOptions.Section).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<SettlementOptions>, SettlementOptionsValidator>();
        return services;
    }
}
