using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Azure.ServiceBus;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting;

/// <summary>Settles a Service Bus message after its handler: the one place where completing, dead-lettering and re-sending are decided.</summary>
public sealed class Settlement(IMessageBus bus, TimeProvider time, IOptions<SettlementOptions> options, ILogger<Settlement> log)
{
    private static readonly Outcome.Final Unreadable = Outcome.Reject("unreadable-body");

    /// <summary>Reads a message of one kind, has it handled, and settles it: behind a subscription. A body that cannot be read is dead-lettered.</summary>
    public async Task HandleAsync<T>(
        ServiceBusReceivedMessage message, ServiceBusMessageActions actions, JsonTypeInfo<T> type, Func<T, CancellationToken, Task<Outcome.Final>> handle, CancellationToken ct)
        where T : class => await ApplyAsync(Wire.TryReadMessage(message.Body.ToMemory(), type, out var body) ? await handle(body, ct) : Unreadable, message, actions, ct);

    /// <summary>The same behind a queue.</summary>
    /// <param name="queue">That of the trigger.</param>
    public async Task HandleAsync<T, TOutcome>(
        ServiceBusReceivedMessage message, ServiceBusMessageActions actions, JsonTypeInfo<T> type, Func<T, CancellationToken, Task<TOutcome>> handle, string queue, CancellationToken ct)
        where T : class
        where TOutcome : Outcome => await ApplyAsync(Wire.TryReadMessage(message.Body.ToMemory(), type, out var body) ? (Outcome)await handle(body, ct) : Unreadable, message, actions, queue, ct);

    /// <summary>Settles a message of a subscription, or of a queue whose handler puts nothing off.</summary>
    /// <remarks>A handler's exception never comes here: the message is abandoned and delivered again.</remarks>
    public Task ApplyAsync(Outcome.Final outcome, ServiceBusReceivedMessage message, ServiceBusMessageActions actions, CancellationToken ct) => outcome switch
    {
        Outcome.Completed => actions.CompleteMessageAsync(message, ct),
        Outcome.Rejected rejected => RejectAsync(rejected.Reason, null, message, actions, ct),
        _ => throw new UnreachableException(),
    };

    /// <summary>Settles a message of a queue.</summary>
    /// <param name="queue">That of the trigger: a copy goes there when the outcome is <see cref="Outcome.Later"/>.</param>
    /// <inheritdoc cref="ApplyAsync(Outcome.Final, ServiceBusReceivedMessage, ServiceBusMessageActions, CancellationToken)" path="/remarks"/>
    public Task ApplyAsync(Outcome outcome, ServiceBusReceivedMessage message, ServiceBusMessageActions actions, string queue, CancellationToken ct) => outcome switch
    {
        Outcome.Final final => ApplyAsync(final, message, actions, ct),
        Outcome.Later later when time.GetUtcNow() - FirstSentAt(message) > options.Value.GiveUpAfter =>
            RejectAsync("gave-up", $"not possible within {options.Value.GiveUpAfter}; last asked for {later.After} more", message, actions, ct),
        Outcome.Later later => ResendAsync(later.After, message, actions, queue, ct),
        _ => throw new UnreachableException(),
    };

    private async Task RejectAsync(string reason, string? description, ServiceBusReceivedMessage message, ServiceBusMessageActions actions, CancellationToken ct)
    {
        log.Rejected(message.MessageId, reason);
        Telemetry.MessagesDeadLettered.Add(1, new KeyValuePair<string, object?>("reason", reason));
        await actions.DeadLetterMessageAsync(message, null, reason, description, ct);
    }

    /// <summary>A copy with a new id (duplicate detection would drop the same one), then the original is done. A crash between makes two copies with one id.</summary>
    private async Task ResendAsync(TimeSpan after, ServiceBusReceivedMessage message, ServiceBusMessageActions actions, string queue, CancellationToken ct)
    {
        var attempt = Attempt(message) + 1;
        var copy = new OutgoingMessage($"{OriginalId(message.MessageId)}#a{attempt.ToString(CultureInfo.InvariantCulture)}", message.Subject ?? RetryEvent.Kind, message.Body.ToMemory()) // without a subject it came from Event Grid itself (the private option)
        {
            SessionId = message.SessionId,
            NotBefore = time.GetUtcNow() + after,
            Attempt = attempt,
            FirstSentAt = FirstSentAt(message),
            TraceParent = Telemetry.TraceParent,
        };
        await bus.SendAsync(queue, [copy], ct);
        await actions.CompleteMessageAsync(message, ct);
    }

    private static int Attempt(ServiceBusReceivedMessage message) =>
        message.ApplicationProperties.TryGetValue(MessageProperties.Attempt, out var value) && value is int attempt ? attempt : 0;

    private static DateTimeOffset FirstSentAt(ServiceBusReceivedMessage message) =>
        message.ApplicationProperties.TryGetValue(MessageProperties.FirstSentAt, out var value) && value is DateTimeOffset first ? first : message.EnqueuedTime;

    private static string OriginalId(string id) => id.LastIndexOf("#a", StringComparison.Ordinal) is > 0 and var at ? id[..at] : id;
}
