using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Attestations;
using NhiEvents.Core.Portal.Audit;
using NhiEvents.Core.Portal.Campaigns;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Control;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Letters;
using NhiEvents.Core.Portal.Overview;
using NhiEvents.Core.Portal.Rotations;
using NhiEvents.Core.Portal.Tickets;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal;

/// <summary>Registers the slice. The app adds the ports <c>IStateStore</c>, <c>IMessageBus</c> and <c>IDeadLetters</c>.</summary>
public static class PortalRegistration
{
    /// <param name="rules">How the exceptions app would decide.</param>
    public static IServiceCollection AddPortal(this IServiceCollection services, ExceptionRules rules)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddRetention();
        services.AddSingleton<PurgePortalHandler>();
        services.AddSingleton<FindingList>();
        services.AddSingleton<MuteDesk>();
        services.AddSingleton<IdentityList>();
        services.AddSingleton<CaseList>();
        services.AddSingleton<RotationDesk>();
        services.AddSingleton(rules);
        services.AddSingleton<ExceptionList>();
        services.AddSingleton<TermsList>();
        services.AddSingleton<ImportList>();
        services.AddSingleton<RequestDesk>();
        services.AddSingleton<WordDesk>();
        services.AddSingleton<AskPurge>();
        services.AddSingleton<AttestationList>();
        services.AddSingleton<AttestationDesk>();
        services.AddSingleton<TicketList>();
        services.AddSingleton<LedgerCopy>();
        services.AddSingleton<AuditReader>();
        services.AddSingleton<AuditExport>();
        services.AddSingleton<ReviewDesk>();
        services.AddSingleton<CampaignRuns>();
        services.AddSingleton<CampaignList>();
        services.AddSingleton<CampaignDesk>();
        services.AddSingleton<DeadLetterDesk>();
        services.AddSingleton<TagScopes>();
        services.AddOptions<LedgerOptions>().BindConfiguration(LedgerOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LedgerOptions>, LedgerOptionsValidator>();
        services.TryAddSingleton<Pseudonyms>();
        services.AddSingleton<WriteBrake>();
        services.AddSingleton<BrakeList>();
        services.AddSingleton<SourceList>();
        services.AddSingleton<OverviewReader>();
        return services;
    }
}
