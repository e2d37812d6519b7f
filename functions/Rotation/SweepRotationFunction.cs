using Microsoft.Azure.Functions.Worker;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Rotation;

public sealed class SweepRotationFunction(OutboxSweep sweep)
{
    [Function("SweepRotation")]
    public Task RunAsync([TimerTrigger(OutboxSweep.Schedule)] TimerInfo timer, CancellationToken ct) => sweep.RunAsync(ct);
}
