using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Portal.Identities;

public sealed class RecordIdentityFunction(IdentityList identities, Settlement settlement)
{
    [Function("RecordIdentity")]
    public async Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.PortalIdentities, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.IdentityChanged, out var change)
            ? await identities.RecordAsync(change, ct)
            : Outcome.Reject("unreadable-body");

        await settlement.ApplyAsync(outcome, message, actions, ct);
    }
}
