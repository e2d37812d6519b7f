using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Response.Attesting;
using NhiEvents.Core.Response.Causes;
using NhiEvents.Core.Response.Containing;
using NhiEvents.Core.Response.Muting;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response;

/// <summary>Registers the slice. The app adds the ports <c>IStateStore</c>, <c>IMessageBus</c>, <c>IDirectory</c>, <c>IContainment</c> and <c>ICredentials</c>, and logging.</summary>
public static class ResponseServices
{
    public static IServiceCollection AddResponse(this IServiceCollection services)
    {
        services.AddOptions<ResponseOptions>().BindConfiguration(ResponseOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ResponseOptions>, ResponseOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Outbox>();
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<ResponseOptions>>().Value.LoadPlaybooks());
        services.TryAddSingleton<ReactionRepository>();
        services.TryAddSingleton<OwnerResolution>();
        services.TryAddSingleton<ReactHandler>();
        services.TryAddSingleton<RememberHandler>();
        services.TryAddSingleton<CauseRepository>();
        services.TryAddSingleton<CauseHandler>();
        services.TryAddSingleton<ContainmentGuard>();
        services.TryAddSingleton<ReactionBrakes>();
        services.TryAddSingleton<ReactionActs>();
        services.TryAddSingleton<StandingApprovals>();
        services.TryAddSingleton<RunReactionHandler>();
        services.TryAddSingleton<DecideReactionHandler>();
        services.TryAddSingleton<UndoReactionHandler>();
        services.AddOptions<LedgerOptions>().BindConfiguration(LedgerOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LedgerOptions>, LedgerOptionsValidator>();
        services.TryAddSingleton<Pseudonyms>();
        services.TryAddSingleton<MuteHandler>();
        services.AddRetention();
        services.TryAddSingleton<PurgeReactionsHandler>();
        services.TryAddSingleton<AttestationLinks>();
        services.TryAddSingleton<AttestationHandler>();
        return services;
    }
}
