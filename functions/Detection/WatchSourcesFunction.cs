using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Detection.Coverage;

namespace NhiEvents.Functions.Detection;

public sealed class WatchSourcesFunction(WatchSourcesHandler handler)
{
    [Function("WatchSources")]
    public Task RunAsync([TimerTrigger("30 */10 * * * *")] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
