using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Detection.Retention;

namespace NhiEvents.Functions.Detection;

public sealed class PurgeHistoryFunction(PurgeHistoryHandler history, PurgeRuleFindingsHandler ofRules, PurgeGovernanceHandler ofGovernance)
{
    /// <summary>Every hour at 25 minutes past, for its share of the identities, and of the findings of rules and governance: each once a day.</summary>
    [Function("PurgeHistory")]
    public async Task RunAsync([TimerTrigger("0 25 * * * *")] TimerInfo timer, CancellationToken ct)
    {
        await history.HandleAsync(ct);
        await ofRules.HandleAsync(ct);
        await ofGovernance.HandleAsync(ct);
    }
}
