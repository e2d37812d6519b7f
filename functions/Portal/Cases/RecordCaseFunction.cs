using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Portal.Cases;

public sealed class RecordCaseFunction(CaseList cases, Settlement settlement)
{
    [Function("RecordCase")]
    public async Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.PortalCases, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var body = message.Body.ToMemory();
        var outcome = message.Subject switch
        {
            ExemptionChanged.Kind when Wire.TryRead(body, NhiJson.Default.ExemptionChanged, out var change) => await cases.RecordAsync(change, ct),
            RotationChanged.Kind when Wire.TryRead(body, NhiJson.Default.RotationChanged, out var change) => await cases.RecordAsync(change, ct),
            _ => Outcome.Reject("unreadable-body"),
        };

        await settlement.ApplyAsync(outcome, message, actions, ct);
    }
}
