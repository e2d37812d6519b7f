using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Exceptions;

namespace NhiEvents.Functions.Exceptions;

public sealed class PurgeExceptionsFunction(PurgeExceptionsHandler handler)
{
    /// <summary>Every hour at 25 minutes past, for its share of the exceptions and of the findings about them: each once a day.</summary>
    [Function("PurgeExceptions")]
    public Task RunAsync([TimerTrigger("0 25 * * * *")] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
