using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Ledger;

namespace NhiEvents.Functions.Rotation;

public sealed class SealRotationLedgerFunction(SealLedgerHandler handler)
{
    [Function("SealRotationLedger")]
    public Task RunAsync([TimerTrigger("0 48 * * * *")] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
