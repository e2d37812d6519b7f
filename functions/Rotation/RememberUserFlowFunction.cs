using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Rotation;

public sealed class RememberUserFlowFunction(RememberUseHandler handler, Settlement settlement)
{
    [Function("RememberUserFlow")]
    public async Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.Rotation, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.CredentialUsedForUsers, out var used)
            ? await handler.HandleAsync(used, ct)
            : Outcome.Reject("unreadable-body");

        await settlement.ApplyAsync(outcome, message, actions, ct);
    }
}
