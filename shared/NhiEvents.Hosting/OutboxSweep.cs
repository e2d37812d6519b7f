using Microsoft.Extensions.Logging;
using NhiEvents.Core;
using NhiEvents.Core.State;

namespace NhiEvents.Hosting;

/// <summary>What every app's sweep timer does: send what an earlier stop left in the outbox, and due work whose message never came.</summary>
public sealed class OutboxSweep(Outbox outbox, ILogger<OutboxSweep> log)
{
    /// <summary>NCRONTAB: every five minutes.</summary>
    public const string Schedule = "0 */5 * * * *";

    public async Task RunAsync(CancellationToken ct)
    {
        var sent = await outbox.SweepAsync(ct);
        if (sent > 0)
        {
            log.Swept(sent);
            Telemetry.OutboxSwept.Add(sent);
        }
    }
}
