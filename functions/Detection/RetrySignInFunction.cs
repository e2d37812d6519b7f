using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Detection;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Detection;

public sealed class RetrySignInFunction(DetectSignInsHandler handler, Settlement settlement)
{
    [Function("RetrySignIn")]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.DetectionRetry, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.RetryEvent, out var handed) && Wire.TryRead(handed.Data, NhiJson.Default.SignIn, out var signIn)
            ? await handler.HandleOneAsync(signIn, ct)
            : Outcome.Reject("unreadable-event");

        await settlement.ApplyAsync(outcome, message, actions, ct);
    }
}
