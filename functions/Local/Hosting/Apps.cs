using NhiEvents.Functions.Detection;
using NhiEvents.Functions.Exceptions;
using NhiEvents.Functions.Ingest;
using NhiEvents.Functions.Portal;
using NhiEvents.Functions.Response;
using NhiEvents.Functions.Rotation;
using NhiEvents.Functions.Ticketing;
using NhiEvents.Hosting;

namespace NhiEvents.Local.Hosting;

/// <summary>The seven deployable apps, in the order of their ports.</summary>
internal static class Apps
{
    public static IReadOnlyList<AppDefinition> All { get; } =
    [
        new("Ingest", typeof(SweepIngestFunction).Assembly, (services, configuration) => services.AddIngestApp(configuration)),
        new("Detection", typeof(SweepDetectionFunction).Assembly, (services, configuration) => services.AddDetectionApp(configuration)),
        new("Response", typeof(SweepResponseFunction).Assembly, (services, configuration) => services.AddResponseApp(configuration)),
        new("Exceptions", typeof(SweepExceptionsFunction).Assembly, (services, configuration) => services.AddExceptionsApp(configuration)),
        new("Rotation", typeof(SweepRotationFunction).Assembly, (services, configuration) => services.AddRotationApp(configuration)),
        new("Ticketing", typeof(SweepTicketingFunction).Assembly, (services, configuration) => services.AddTicketingApp(configuration)),
        new("Portal", typeof(SweepPortalFunction).Assembly, (services, configuration) => services.AddPortalApp(configuration)),
    ];
}
