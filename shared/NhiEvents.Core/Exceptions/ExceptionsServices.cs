using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Exceptions.Brakes;
using NhiEvents.Core.Exceptions.Commands;
using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Core.Exceptions.Drift.Import;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Exceptions.Writing;
using NhiEvents.Core.Exceptions.Writing.Lists;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions;

/// <summary>Registers the slice. The app adds the ports <c>IStateStore</c>, <c>IMessageBus</c>, <c>IDirectory</c> and <c>IExclusions</c>, and logging.</summary>
public static class ExceptionsServices
{
    public static IServiceCollection AddExceptions(this IServiceCollection services)
    {
        services.AddOptions<ExemptionOptions>().BindConfiguration(ExemptionOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ExemptionOptions>, ExemptionOptionsValidator>();
        services.AddOptions<LedgerOptions>().BindConfiguration(LedgerOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LedgerOptions>, LedgerOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Outbox>();
        services.TryAddSingleton<LapseBook>();
        services.TryAddSingleton<Pseudonyms>();
        services.TryAddSingleton<ExemptionRepository>();
        services.TryAddSingleton<ExemptionWrite>();
        services.TryAddSingleton<BrakeRepository>();
        services.TryAddSingleton<BrakeHandler>();
        services.TryAddSingleton<ProtectedIdentities>();
        services.TryAddSingleton<PolicyReads>();
        services.TryAddSingleton<ExclusionWriter>();
        services.TryAddSingleton<ApproverList>();
        services.TryAddSingleton<FactsReader>();
        services.TryAddSingleton<RequestExemptionHandler>();
        services.TryAddSingleton<DecideExemptionHandler>();
        services.TryAddSingleton<EnforceExemptionHandler>();
        services.TryAddSingleton<WatchHandler>();
        services.TryAddSingleton(EvidenceRules.Shipped);
        services.TryAddSingleton<PolicyLists>();
        services.TryAddSingleton<PolicyCopies>();
        services.TryAddSingleton<WritePoliciesHandler>();
        services.TryAddSingleton<ChangeNotes>();
        services.TryAddSingleton<DriftRepository>();
        services.TryAddSingleton<NeverIncludedReader>();
        services.TryAddSingleton<WayOutReader>();
        services.TryAddSingleton<IdentityNames>();
        services.TryAddSingleton<GuardWatch>();
        services.TryAddSingleton<RetroactiveRecord>();
        services.TryAddSingleton<ImportRows>();
        services.TryAddSingleton<ImportHandler>();
        services.TryAddSingleton<TermsBook>();
        services.TryAddSingleton<ReconcileRequest>();
        services.TryAddSingleton<ReconcileHandler>();
        services.TryAddSingleton<WatchChangesHandler>();
        services.AddRetention();
        services.TryAddSingleton<PurgeExceptionsHandler>();
        return services;
    }
}
