using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Ingest;

namespace NhiEvents.Functions.Ingest;

public sealed class PurgeExpiredFunction(PurgeExpiredHandler handler)
{
    /// <summary>Every night at 03:10 UTC.</summary>
    [Function("PurgeExpired")]
    public Task RunAsync([TimerTrigger("0 10 3 * * *")] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
