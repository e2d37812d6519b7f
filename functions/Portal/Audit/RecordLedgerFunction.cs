using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Portal.Audit;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Portal.Audit;

public sealed class RecordLedgerFunction(LedgerCopy ledger, Settlement settlement)
{
    [Function("RecordLedger")]
    public async Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.PortalLedger, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var body = message.Body.ToMemory();
        var outcome = message.Subject switch
        {
            LedgerNoted.Kind when Wire.TryRead(body, NhiJson.Default.LedgerNoted, out var noted) => await ledger.RecordAsync(noted, ct),
            _ => Outcome.Reject("unreadable-body"),
        };

        await settlement.ApplyAsync(outcome, message, actions, ct);
    }
}
