using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NhiEvents.Core.State;
using NhiEvents.Core.Ticketing.Cases;
using NhiEvents.Core.Ticketing.Inbound;

namespace NhiEvents.Core.Ticketing;

/// <summary>Registers the slice. The app adds the ports <c>IStateStore</c>, <c>IMessageBus</c> and <c>ITicketSystem</c>, and logging.</summary>
public static class TicketingServices
{
    public static IServiceCollection AddTicketing(this IServiceCollection services)
    {
        services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>();
        services.AddOptions<TicketingOptions>().BindConfiguration(TicketingOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TicketingOptions>, TicketingOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Outbox>();
        services.TryAddSingleton<WebhookLimits>();
        services.TryAddSingleton<ReceiveWebhookHandler>();
        services.TryAddSingleton<PurgeDeliveriesHandler>();
        services.TryAddSingleton<CaseRepository>();
        services.TryAddSingleton<KeepTicketHandler>();
        services.TryAddSingleton<WriteTicketHandler>();
        services.TryAddSingleton<TellTicketHandler>();
        services.TryAddSingleton<ActOnTicketHandler>();
        services.AddRetention();
        services.TryAddSingleton<EndCasesHandler>();
        return services;
    }
}
