using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Core.Rotation.Triggers;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Rotation;

public sealed class RetryRotationFunction(RememberUseHandler uses, NoticeVaultHandler vault, Settlement settlement)
{
    [Function("RetryRotation")]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.RotationsRetry, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.RetryEvent, out var handed) ? await HandleAsync(handed, ct) : null;
        await settlement.ApplyAsync(outcome ?? Outcome.Reject("unreadable-event"), message, actions, Queues.RotationsRetry, ct);
    }

    /// <returns>Null for an event that cannot be read, or of a type that Rotation does not take.</returns>
    private async Task<Outcome?> HandleAsync(RetryEvent handed, CancellationToken ct) => handed.Type switch
    {
        EventTypes.SignIn when Wire.TryRead(handed.Data, NhiJson.Default.SignIn, out var signIn) => await uses.HandleOneAsync(signIn, ct),
        _ when VaultEvent.TryRead(handed.Type, handed.Data) is { } told => await vault.HandleAsync(told, ct),
        _ => null,
    };
}
