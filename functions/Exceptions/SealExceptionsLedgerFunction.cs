using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Ledger;

namespace NhiEvents.Functions.Exceptions;

public sealed class SealExceptionsLedgerFunction(SealLedgerHandler handler)
{
    [Function("SealExceptionsLedger")]
    public Task RunAsync([TimerTrigger("0 41 * * * *")] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
