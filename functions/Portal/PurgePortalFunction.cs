using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal;

namespace NhiEvents.Functions.Portal;

public sealed class PurgePortalFunction(PurgePortalHandler handler)
{
    /// <summary>Every hour at 25 minutes past, for its share of the lists: each row once a day.</summary>
    [Function("PurgePortal")]
    public Task RunAsync([TimerTrigger("0 25 * * * *")] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
