using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Exceptions;

public sealed class RetryExceptionsFunction(WatchHandler signIns, WatchChangesHandler changes, Settlement settlement)
{
    [Function("RetryExceptions")]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.ExceptionsRetry, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.RetryEvent, out var handed) ? await HandleAsync(handed, ct) : null;
        await settlement.ApplyAsync(outcome ?? Outcome.Reject("unreadable-event"), message, actions, ct);
    }

    /// <returns>Null for an event that cannot be read, or of a type that Exceptions does not take.</returns>
    private async Task<Outcome.Final?> HandleAsync(RetryEvent handed, CancellationToken ct) => handed.Type switch
    {
        EventTypes.SignIn when Wire.TryRead(handed.Data, NhiJson.Default.SignIn, out var signIn) => await signIns.HandleAsync(signIn, ct),
        EventTypes.DirectoryChanged when Wire.TryRead(handed.Data, NhiJson.Default.DirectoryChanged, out var change) => await changes.HandleAsync(change, ct),
        _ => null,
    };
}
