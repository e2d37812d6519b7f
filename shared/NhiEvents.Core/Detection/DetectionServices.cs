using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Detection.Coverage;
using NhiEvents.Core.Detection.Governance;
using NhiEvents.Core.Detection.Retention;
using NhiEvents.Core.Detection.RuleFindings;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.Identities.Kinds;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>Registers the slice. The app adds the ports <c>IStateStore</c> and <c>IMessageBus</c>, and logging.</summary>
public static class DetectionServices
{
    public static IServiceCollection AddDetection(this IServiceCollection services)
    {
        services.AddOptions<DetectionOptions>().BindConfiguration(DetectionOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DetectionOptions>, DetectionOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(ErrorCodeTable.Shipped);
        services.TryAddSingleton<Outbox>();
        services.TryAddSingleton(KindTable.Shipped);
        services.TryAddSingleton<IdentityRepository>();
        services.TryAddSingleton<FactsRepository>();
        services.TryAddSingleton<KnowIdentityHandler>();
        services.TryAddSingleton<FindingRepository>();
        services.TryAddSingleton<DetectSignInsHandler>();
        services.TryAddSingleton<DetectResourceDenialsHandler>();
        services.TryAddSingleton<DetectResourceChangesHandler>();
        services.TryAddSingleton<DetectAccountLockoutsHandler>();
        services.TryAddSingleton<LookAgainHandler>();
        services.TryAddSingleton<PurgeHistoryHandler>();
        services.AddRetention();
        services.TryAddSingleton<PurgeRuleFindingsHandler>();
        services.TryAddSingleton<PurgeGovernanceHandler>();
        services.TryAddSingleton<WatchSourcesHandler>();
        services.TryAddSingleton<ReviewUnusedHandler>();
        services.TryAddSingleton(_ => ShippedRules.Load());
        services.TryAddSingleton<RuleFindingRepository>();
        services.TryAddSingleton<DetectRuleMatchesHandler>();
        services.TryAddSingleton<DetectCredentialChangesHandler>();
        return services;
    }
}
