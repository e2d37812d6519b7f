using System.Diagnostics;
using System.Globalization;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Core;
using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting;

/// <summary>Settles a Service Bus message after its handler: the one place where completing, dead-lettering and re-sending are decided.</summary>
public sealed class Settlement(IMessageBus bus, TimeProvider time, IOptions<SettlementOptions> options, ILogger<Settlement> log)
{
    /// <summary>Message property: how often <see cref="Outcome.Later"/> has re-sent the message.</summary>
    public const string AttemptProperty = "nhi-attempt";

    /// <summary>Application property that subscriptions filter on.</summary>
    public const string KindProperty = "kind";

    /// <param name="queue">Where a re-sent copy goes: the queue of the trigger, or the app's retry queue for a subscription.</param>
    /// <remarks>A handler's exception never comes here: the message is abandoned and delivered again.</remarks>
    public Task ApplyAsync(Outcome outcome, ServiceBusReceivedMessage message, ServiceBusMessageActions actions, string queue, CancellationToken ct) => outcome switch
    {
        Outcome.Completed => actions.CompleteMessageAsync(message, ct),
        Outcome.Rejected rejected => RejectAsync(rejected.Reason, null, message, actions, ct),
        Outcome.Later later when time.GetUtcNow() - message.EnqueuedTime > options.Value.GiveUpAfter =>
            RejectAsync("gave-up", $"not possible within {options.Value.GiveUpAfter}; last asked for {later.After} more", message, actions, ct),
        Outcome.Later later => ResendAsync(later.After, message, actions, queue, ct),
        _ => throw new UnreachableException(),
    };

    private async Task RejectAsync(string reason, string? description, ServiceBusReceivedMessage message, ServiceBusMessageActions actions, CancellationToken ct)
    {
        log.Rejected(message.MessageId, reason);
        await actions.DeadLetterMessageAsync(message, null, reason, description, ct);
    }

    /// <summary>A copy with a new id (duplicate detection would drop the same one), then the original is done. A crash between makes two copies with one id.</summary>
    private async Task ResendAsync(TimeSpan after, ServiceBusReceivedMessage message, ServiceBusMessageActions actions, string queue, CancellationToken ct)
    {
        var attempt = Attempt(message) + 1;
        var copy = new OutgoingMessage($"{OriginalId(message.MessageId)}#a{attempt.ToString(CultureInfo.InvariantCulture)}", message.Subject, message.Body.ToMemory())
        {
            SessionId = message.SessionId,
            NotBefore = time.GetUtcNow() + after,
            Attempt = attempt,
        };
        await bus.SendAsync(queue, [copy], ct);
        await actions.CompleteMessageAsync(message, ct);
    }

    private static int Attempt(ServiceBusReceivedMessage message) =>
        message.ApplicationProperties.TryGetValue(AttemptProperty, out var value) && value is int attempt ? attempt : 0;

    private static string OriginalId(string id) => id.LastIndexOf("#a", StringComparison.Ordinal) is > 0 and var at ? id[..at] : id;
}
