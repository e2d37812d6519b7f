using Microsoft.Azure.Functions.Worker;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Detection;

public sealed class SweepDetectionFunction(OutboxSweep sweep)
{
    [Function("SweepDetection")]
    public Task RunAsync([TimerTrigger(OutboxSweep.Schedule)] TimerInfo timer, CancellationToken ct) => sweep.RunAsync(ct);
}
