using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace NhiEvents.Hosting;

/// <summary>The one activity source and the one meter of the product, and the names of what they carry.</summary>
public static class Telemetry
{
    public const string Name = "NhiEvents";

    public static ActivitySource Activities { get; } = new(Name);

    public static Meter Meter { get; } = new(Name);
}
