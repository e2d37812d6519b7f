using NhiEvents.Functions.Detection;
using NhiEvents.Functions.Exceptions;
using NhiEvents.Functions.Ingest;
using NhiEvents.Functions.Portal;
using NhiEvents.Functions.Portal.Http;
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
        new("Ingest", typeof(SweepIngestFunction).Assembly, services => services.AddIngestApp()),
        new("Detection", typeof(SweepDetectionFunction).Assembly, services => services.AddDetectionApp()),
        new("Response", typeof(SweepResponseFunction).Assembly, services => services.AddResponseApp()),
        new("Exceptions", typeof(SweepExceptionsFunction).Assembly, services => services.AddExceptionsApp()),
        new("Rotation", typeof(SweepRotationFunction).Assembly, services => services.AddRotationApp()),
        new("Ticketing", typeof(SweepTicketingFunction).Assembly, services => services.AddTicketingApp()),
        new("Portal", typeof(SweepPortalFunction).Assembly, services => services.AddPortalApp().AddPortalDoor()),
    ];

    /// <summary>Those that write a ledger, and seal it.</summary>
    public static IEnumerable<AppDefinition> WithLedger { get; } = [.. All.Where(app => app.Types.Any(type => type.Name == $"Seal{app.Name}LedgerFunction"))];
}
