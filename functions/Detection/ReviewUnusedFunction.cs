using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Detection.Governance;

namespace NhiEvents.Functions.Detection;

public sealed class ReviewUnusedFunction(ReviewUnusedHandler handler)
{
    /// <summary>Once a day: Graph's report is not fresher.</summary>
    [Function("ReviewUnused")]
    public Task RunAsync([TimerTrigger("0 41 4 * * *")] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
