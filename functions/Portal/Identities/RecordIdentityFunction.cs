using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Portal.Identities;

public sealed class RecordIdentityFunction(IdentityList identities, Settlement settlement)
{
    [Function("RecordIdentity")]
    public Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.PortalIdentities, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.IdentityChanged, identities.RecordAsync, ct);
}
