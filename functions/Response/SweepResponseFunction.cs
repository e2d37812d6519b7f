using Microsoft.Azure.Functions.Worker;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Response;

public sealed class SweepResponseFunction(OutboxSweep sweep)
{
    [Function("SweepResponse")]
    public Task RunAsync([TimerTrigger(OutboxSweep.Schedule)] TimerInfo timer, CancellationToken ct) => sweep.RunAsync(ct);
}
