using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Ledger;

namespace NhiEvents.Functions.Ticketing;

public sealed class SealTicketingLedgerFunction(SealLedgerHandler handler)
{
    [Function("SealTicketingLedger")]
    public Task RunAsync([TimerTrigger("0 51 * * * *")] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
