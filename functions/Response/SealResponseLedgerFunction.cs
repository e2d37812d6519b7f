using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Ledger;

namespace NhiEvents.Functions.Response;

public sealed class SealResponseLedgerFunction(SealLedgerHandler handler)
{
    [Function("SealResponseLedger")]
    public Task RunAsync([TimerTrigger("0 46 * * * *")] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
