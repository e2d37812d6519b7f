using Microsoft.Azure.Functions.Worker;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Exceptions;

public sealed class SweepExceptionsFunction(OutboxSweep sweep)
{
    [Function("SweepExceptions")]
    public Task RunAsync([TimerTrigger(OutboxSweep.Schedule)] TimerInfo timer, CancellationToken ct) => sweep.RunAsync(ct);
}
