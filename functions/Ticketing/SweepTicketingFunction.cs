using Microsoft.Azure.Functions.Worker;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Ticketing;

public sealed class SweepTicketingFunction(OutboxSweep sweep)
{
    [Function("SweepTicketing")]
    public Task RunAsync([TimerTrigger(OutboxSweep.Schedule)] TimerInfo timer, CancellationToken ct) => sweep.RunAsync(ct);
}
