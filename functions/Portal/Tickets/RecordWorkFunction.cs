using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Portal.Attestations;
using NhiEvents.Core.Portal.Control;
using NhiEvents.Core.Portal.Tickets;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Portal.Tickets;

public sealed class RecordWorkFunction(TicketList tickets, AttestationList attestations, BrakeList brakes, SourceList sources, Settlement settlement)
{
    [Function("RecordWork")]
    public async Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.PortalWork, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var body = message.Body.ToMemory();
        var outcome = message.Subject switch
        {
            TicketChanged.Kind when Wire.TryRead(body, NhiJson.Default.TicketChanged, out var change) => await tickets.RecordAsync(change, ct),
            AttestationChanged.Kind when Wire.TryRead(body, NhiJson.Default.AttestationChanged, out var change) => await attestations.RecordAsync(change, ct),
            BrakesTold.Kind when Wire.TryRead(body, NhiJson.Default.BrakesTold, out var told) => await brakes.RecordAsync(told, ct),
            SourcesTold.Kind when Wire.TryRead(body, NhiJson.Default.SourcesTold, out var told) => await sources.RecordAsync(told, ct),
            _ => Outcome.Reject("unreadable-body"),
        };

        await settlement.ApplyAsync(outcome, message, actions, ct);
    }
}
