using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Ticketing.Cases;

namespace NhiEvents.Functions.Ticketing;

public sealed class EndCasesFunction(EndCasesHandler handler)
{
    /// <summary>Every hour at 25 minutes past, for its share of the cases: each once a day.</summary>
    [Function("EndCases")]
    public Task RunAsync([TimerTrigger("0 25 * * * *")] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
