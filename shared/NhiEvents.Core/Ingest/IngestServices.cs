using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Identities;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ingest;

/// <summary>Registers the slice. The app adds the ports <c>IStateStore</c>, <c>IMessageBus</c> and <c>IEventPublisher</c>, and logging.</summary>
public static class IngestServices
{
    public static IServiceCollection AddIngest(this IServiceCollection services)
    {
        services.AddOptions<IngestOptions>().BindConfiguration(IngestOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<IngestOptions>, IngestOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(EvidenceRules.Shipped);
        services.TryAddSingleton<Outbox>();
        services.TryAddSingleton<SnapshotLoader>();
        services.TryAddSingleton<KnownIdentityRepository>();
        services.TryAddSingleton<UserProfileRepository>();
        services.TryAddSingleton<RejectedRepository>();
        services.TryAddSingleton<IngestHandler>();
        services.TryAddSingleton<RememberIdentityHandler>();
        services.TryAddSingleton<RememberRegisteredHandler>();
        services.TryAddSingleton<PurgeExpiredHandler>();
        return services;
    }
}
