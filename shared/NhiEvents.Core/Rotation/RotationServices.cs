using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Brakes;
using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Core.Rotation.Inventory;
using NhiEvents.Core.Rotation.Keys;
using NhiEvents.Core.Rotation.Records;
using NhiEvents.Core.Rotation.Steps;
using NhiEvents.Core.Rotation.Targets;
using NhiEvents.Core.Rotation.Triggers;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation;

/// <summary>Registers the slice. The app adds the ports <c>IStateStore</c>, <c>IMessageBus</c>, <c>IDirectory</c>, <c>ICredentials</c>, <c>ITokenTest</c> and <c>ISecretVault</c>, and logging.</summary>
public static class RotationServices
{
    public static IServiceCollection AddRotation(this IServiceCollection services)
    {
        services.AddOptions<RotationOptions>().BindConfiguration(RotationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RotationOptions>, RotationOptionsValidator>();
        services.AddOptions<LedgerOptions>().BindConfiguration(LedgerOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LedgerOptions>, LedgerOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Outbox>();
        services.TryAddSingleton<LapseBook>();
        services.TryAddSingleton<Pseudonyms>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRotationTarget, ApplicationSecrets>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRotationTarget, ApplicationCertificates>());
        services.TryAddSingleton<RotationRepository>();
        services.TryAddSingleton<RotationWrite>();
        services.TryAddSingleton<InventoryRepository>();
        services.TryAddSingleton<UseRepository>();
        services.TryAddSingleton<KeyAlarm>();
        services.TryAddSingleton<RotationBrakes>();
        services.TryAddSingleton<RotationVault>();
        services.TryAddSingleton<WriteGate>();
        services.TryAddSingleton<ApplicationLookup>();
        services.TryAddSingleton<ReplaceSteps>();
        services.TryAddSingleton<RetireSteps>();
        services.TryAddSingleton<StepRotationHandler>();
        services.TryAddSingleton<StartRotationHandler>();
        services.TryAddSingleton<DecideRotationHandler>();
        services.TryAddSingleton<NoticeVaultHandler>();
        services.TryAddSingleton<NoticeFindingHandler>();
        services.TryAddSingleton<ScanRequest>();
        services.TryAddSingleton<ScanCredentialsHandler>();
        services.TryAddSingleton<RememberUseHandler>();
        services.AddRetention();
        services.TryAddSingleton<PurgeRotationsHandler>();
        return services;
    }
}
