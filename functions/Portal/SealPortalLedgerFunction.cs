using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Ledger;

namespace NhiEvents.Functions.Portal;

public sealed class SealPortalLedgerFunction(SealLedgerHandler handler)
{
    [Function("SealPortalLedger")]
    public Task RunAsync([TimerTrigger("0 43 * * * *")] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
