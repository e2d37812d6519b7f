using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Local.Triggers;

/// <summary>What a function can do with the one message it got, on the embedded broker.</summary>
internal sealed class LocalMessageActions(Broker broker, LockedMessage locked) : ServiceBusMessageActions
{
    /// <summary>True once the function has completed, abandoned or dead-lettered the message.</summary>
    public bool Settled { get; private set; }

    public override async Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        await broker.CompleteAsync(Own(message), cancellationToken);
        Settled = true;
    }

    public override async Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = default, CancellationToken cancellationToken = default)
    {
        await broker.AbandonAsync(Own(message), cancellationToken);
        Settled = true;
    }

    public override async Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = default,
        string? deadLetterReason = default,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default)
    {
        await broker.DeadLetterAsync(Own(message), deadLetterReason ?? "unspecified", deadLetterErrorDescription, cancellationToken);
        Settled = true;
    }

    public override Task DeferMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = default, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The embedded broker does not defer messages; use Outcome.Later.");

    public override Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        broker.RenewAsync(Own(message), cancellationToken);

    private LockedMessage Own(ServiceBusReceivedMessage message) =>
        message.LockToken == locked.LockToken.ToString()
            ? locked
            : throw new InvalidOperationException($"Message {message.MessageId} is not the one this function was called with.");
}
