using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Ingest.Canary;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ingest;

/// <summary>Registers the slice. The app adds the ports <c>IStateStore</c>, <c>IMessageBus</c>, <c>IEventPublisher</c>, <c>IEntraLogs</c> and <c>ICanary</c>, and logging.</summary>
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
        services.AddOptions<PollOptions>().BindConfiguration(PollOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PollOptions>, PollOptionsValidator>();
        services.TryAddSingleton<PollLogsHandler>();
        services.TryAddSingleton<SignInAsCanaryHandler>();
        return services;
    }
}
