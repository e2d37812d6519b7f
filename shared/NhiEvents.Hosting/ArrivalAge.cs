using Microsoft.Extensions.Logging;
using NhiEvents.Core;

namespace NhiEvents.Hosting;

/// <summary>Says how long logs waited before they were read: the age of the oldest unprocessed one, as it is met.</summary>
/// <remarks>While nothing is read nothing is said; then the app's heartbeat is missing.</remarks>
public sealed class ArrivalAge(TimeProvider time, ILogger<ArrivalAge> log)
{
    /// <summary>A batch is read within seconds; this is far behind, and an alert looks for the warning.</summary>
    public static TimeSpan Late { get; } = TimeSpan.FromMinutes(10);

    /// <param name="arrivedAt">When each message of a batch came to the event hub.</param>
    public void Note(IEnumerable<DateTimeOffset> arrivedAt)
    {
        var now = time.GetUtcNow();
        if (arrivedAt.Where(at => at > DateTimeOffset.MinValue && at <= now).Select(at => now - at).DefaultIfEmpty().Max() is var oldest && oldest > TimeSpan.Zero)
        {
            Telemetry.IngestWait.Record(oldest.TotalSeconds);
            if (oldest > Late)
            {
                log.LogsWaited((long)oldest.TotalSeconds);
            }
        }
    }
}
