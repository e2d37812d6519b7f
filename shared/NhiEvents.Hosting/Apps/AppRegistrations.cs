using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Exceptions.Requests;
using NhiEvents.Core.Ingest;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Portal;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Core.Response;
using NhiEvents.Core.Rotation;
using NhiEvents.Core.Streams;
using NhiEvents.Core.Ticketing;
using NhiEvents.Hosting.Streams;
using NhiEvents.Hosting.Ticketing;

namespace NhiEvents.Hosting;

/// <summary>One line per app: which slices it runs. The app's <c>Program.cs</c> and the local host call the same.</summary>
/// <remarks>The ports come separately, from Azure or from this machine; settings are bound from the configuration that is registered.</remarks>
public static class AppRegistrations
{
    public static IServiceCollection AddIngestApp(this IServiceCollection services) => services.AddAppCore().AddIngest().AddRowRules().AddSingleton<ArrivalAge>();

    public static IServiceCollection AddDetectionApp(this IServiceCollection services) => services.AddAppCore().AddDetection();

    public static IServiceCollection AddResponseApp(this IServiceCollection services) => services.AddAppCore().AddResponse().AddLedgerSealing("response");

    public static IServiceCollection AddExceptionsApp(this IServiceCollection services) => services.AddAppCore().AddExceptions().AddLedgerSealing("exceptions");

    public static IServiceCollection AddRotationApp(this IServiceCollection services) => services.AddAppCore().AddRotation().AddLedgerSealing("rotation");

    public static IServiceCollection AddTicketingApp(this IServiceCollection services) => services.AddAppCore().AddTicketing().AddLedgerSealing("ticketing").AddStreams().AddHouseOutlets().AddSingleton<WebhookIntake>();

    public static IServiceCollection AddPortalApp(this IServiceCollection services) => services.AddAppCore().AddPortal(new ExceptionRules(ExemptionIds.Of, RequestForecast.Of, WordForecast.OfApproval, WordForecast.OfExtension)).AddLedgerSealing("portal");
}
