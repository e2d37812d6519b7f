using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Response;

namespace NhiEvents.Functions.Response;

public sealed class PurgeReactionsFunction(PurgeReactionsHandler handler)
{
    /// <summary>Every hour at 25 minutes past, for its share of the reactions and of what they were about: each once a day.</summary>
    [Function("PurgeReactions")]
    public Task RunAsync([TimerTrigger("0 25 * * * *")] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
