using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Control;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Overview;
using NhiEvents.Core.Portal.Rotations;

namespace NhiEvents.Core.Portal;

/// <summary>Registers the slice. The app adds the ports <c>IStateStore</c> and <c>IMessageBus</c>.</summary>
public static class PortalRegistration
{
    /// <param name="rules">How the exceptions app would decide.</param>
    public static IServiceCollection AddPortal(this IServiceCollection services, ExceptionRules rules)
    {
        services.TryAddSingleton(TimeProvider.System);
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
        services.AddSingleton<WriteBrake>();
        services.AddSingleton<OverviewReader>();
        return services;
    }
}
