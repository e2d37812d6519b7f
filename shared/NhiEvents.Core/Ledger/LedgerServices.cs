using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Ledger;

/// <summary>Registers the sealing of an app's ledger. The app adds the ports <c>IStateStore</c> and <c>ISealStore</c>, and logging.</summary>
public static class LedgerServices
{
    /// <param name="app">Its name in lower case, as its table is called: its seals are kept under it.</param>
    public static IServiceCollection AddLedgerSealing(this IServiceCollection services, string app)
    {
        services.TryAddSingleton(provider => new LedgerSealing(provider.GetRequiredService<IStateStore>(), provider.GetRequiredService<ISealStore>(), provider.GetRequiredService<TimeProvider>(), app));
        services.TryAddSingleton<SealLedgerHandler>();
        return services;
    }
}
