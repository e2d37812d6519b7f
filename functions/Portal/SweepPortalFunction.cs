using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Portal;

public sealed class SweepPortalFunction(OutboxSweep sweep, AskPurge asks)
{
    [Function("SweepPortal")]
    public async Task RunAsync([TimerTrigger(OutboxSweep.Schedule)] TimerInfo timer, CancellationToken ct)
    {
        await sweep.RunAsync(ct);
        await asks.PurgeAsync(ct);
    }
}
