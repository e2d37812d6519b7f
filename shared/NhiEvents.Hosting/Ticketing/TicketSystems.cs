using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting.Ticketing;

/// <summary>The ticket systems that are reached over HTTP. They need no package of Azure, and run the same on one machine.</summary>
public static class TicketSystems
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Whether the settings name a system that is reached over HTTP.</summary>
    public static bool IsRemote(IConfiguration configuration) =>
        configuration.GetSection(TicketSystemOptions.Section)[nameof(TicketSystemOptions.Kind)] is { Length: > 0 } kind && !kind.Equals(nameof(TicketSystemKind.Local), StringComparison.OrdinalIgnoreCase);

    /// <summary>Registers the configured system. Bad settings stop the host at its start.</summary>
    public static IServiceCollection AddTicketSystem(this IServiceCollection services)
    {
        services.AddOptions<TicketSystemOptions>().BindConfiguration(TicketSystemOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TicketSystemOptions>, TicketSystemOptionsValidator>();
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<TicketSystemOptions>>().Value;
            return Create(options, new HttpClient { Timeout = Timeout }, provider.GetRequiredService<TimeProvider>());
        });
        return services;
    }

    /// <summary>The configured system; where only the local one is named, one that makes everything wait.</summary>
    internal static ITicketSystem Create(TicketSystemOptions options, HttpClient http, TimeProvider time) => options.Kind switch
    {
        TicketSystemKind.ServiceNow => new ServiceNowTicketSystem(new TicketCall(http, TicketCall.Authorization(options.User, options.Secret!)), options),
        TicketSystemKind.Jira => new JiraTicketSystem(new TicketCall(http, TicketCall.Authorization(options.User, options.Secret!)), options),
        TicketSystemKind.Webhook => new WebhookTicketSystem(new TicketCall(http, null), options, time),
        TicketSystemKind.Local => new NoTicketSystem(),
    };
}
