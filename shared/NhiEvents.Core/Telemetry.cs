using System.Diagnostics;
using System.Diagnostics.Metrics;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;

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
    private static Counter<long> IngestRows { get; } = Meter.CreateCounter<long>("Ingest.Rows", "{row}");

    /// <summary>Findings opened or withdrawn; tags <c>finding</c> (NHI101, …) and <c>state</c>.</summary>
    private static Counter<long> DetectionFindings { get; } = Meter.CreateCounter<long>("Detection.Findings", "{finding}");

    /// <summary>Time from the oldest sign-in of a batch to its handling by Detection: Entra's latency and ours.</summary>
    private static Histogram<double> DetectionDelay { get; } = Meter.CreateHistogram<double>("Detection.Delay", "s");

    /// <summary>Messages that went to a dead-letter queue by our own decision; tag <c>reason</c>.</summary>
    public static Counter<long> MessagesDeadLettered { get; } = Meter.CreateCounter<long>("Messages.DeadLettered", "{message}");

    /// <summary>Events that could not be handled when they came; tag <c>queue</c>.</summary>
    public static Counter<long> EventsHandedOff { get; } = Meter.CreateCounter<long>("Events.HandedOff", "{event}");

    /// <summary>How long the oldest message of a batch had waited in the event hub when it was read.</summary>
    public static Histogram<double> IngestWait { get; } = Meter.CreateHistogram<double>("Ingest.Wait", "s");

    /// <summary>Sign-ins that were made so that their row must come; tag <c>outcome</c>: signed-in, refused.</summary>
    public static Counter<long> CanarySignIns { get; } = Meter.CreateCounter<long>("Canary.SignIns", "{sign_in}");

    /// <summary>Messages that an earlier stop had left and a sweep sent.</summary>
    public static Counter<long> OutboxSwept { get; } = Meter.CreateCounter<long>("Outbox.Swept", "{message}");

    public static void Ingested(params ReadOnlySpan<(string Outcome, int Count)> rows)
    {
        foreach (var (outcome, count) in rows)
        {
            IngestRows.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    public static void Handling(IReadOnlyList<SignIn> batch, DateTimeOffset now)
    {
        if (DetectionDelay.Enabled && batch.Count > 0)
        {
            DetectionDelay.Record((now - batch.Min(signIn => signIn.At)).TotalSeconds);
        }
    }

    public static void FindingTurned(Finding finding) => DetectionFindings.Add(
        1, new KeyValuePair<string, object?>("finding", finding.FindingType), new KeyValuePair<string, object?>("state", finding.State is FindingState.Open ? "open" : "withdrawn"));

    /// <summary>W3C trace context of what is running now; rides on every message and event.</summary>
    public static string? TraceParent => Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;
}
