using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace NhiEvents.Core;

/// <summary>The one activity source and the one meter of the product, and every instrument. Listening is the host's business.</summary>
/// <remarks>Tags come from small closed sets; no ids, names or addresses.</remarks>
public static class Telemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "NhiEvents";

    public static ActivitySource Activities { get; } = new(Name);

    public static Meter Meter { get; } = new(Name);

    /// <summary>Log rows by what became of them; tag <c>outcome</c>: published, dropped, skipped, rejected, duplicate.</summary>
    public static Counter<long> IngestRows { get; } = Meter.CreateCounter<long>("Ingest.Rows", "{row}");

    /// <summary>Findings announced; tags <c>finding</c> (NHI101, …) and <c>state</c> (open, withdrawn).</summary>
    public static Counter<long> DetectionFindings { get; } = Meter.CreateCounter<long>("Detection.Findings", "{finding}");

    /// <summary>Time from a sign-in to its handling by Detection: Entra's latency and ours.</summary>
    public static Histogram<double> DetectionDelay { get; } = Meter.CreateHistogram<double>("Detection.Delay", "s");

    /// <summary>Messages that went to a dead-letter queue by our own decision; tag <c>reason</c>.</summary>
    public static Counter<long> MessagesDeadLettered { get; } = Meter.CreateCounter<long>("Messages.DeadLettered", "{message}");

    /// <summary>Events that could not be handled when they came; tag <c>queue</c>.</summary>
    public static Counter<long> EventsHandedOff { get; } = Meter.CreateCounter<long>("Events.HandedOff", "{event}");

    /// <summary>Messages that an earlier stop had left and a sweep sent.</summary>
    public static Counter<long> OutboxSwept { get; } = Meter.CreateCounter<long>("Outbox.Swept", "{message}");

    /// <summary>W3C trace context of what is running now; rides on every message and event.</summary>
    public static string? TraceParent => Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;
}
