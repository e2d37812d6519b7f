using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.ServiceBus;

/// <summary>The message port on a Service Bus namespace.</summary>
/// <remarks>Everything that can be refused without asking the service is refused before the first message leaves.</remarks>
/// <param name="sessionQueues">The queues that have sessions. Service Bus would take a session id anywhere, and nothing would come of it.</param>
public sealed class AzureMessageBus(ServiceBusClient client, IReadOnlySet<string> sessionQueues) : IMessageBus, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ServiceBusSender> _senders = new(StringComparer.OrdinalIgnoreCase);

    public async Task SendAsync(string entity, IReadOnlyList<OutgoingMessage> messages, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrEmpty(entity);
        var mapped = messages.Select(message => MessageMapping.ToServiceBus(message, entity, sessionQueues.Contains(entity))).ToList();
        if (mapped.Count == 0)
        {
            return;
        }

        try
        {
            await SendAsync(_senders.GetOrAdd(entity, name => client.CreateSender(name)), mapped, ct);
        }
        catch (ServiceBusException e) when (e.Reason is ServiceBusFailureReason.MessagingEntityNotFound)
        {
            throw new ArgumentException($"There is no queue or topic '{entity}'.", nameof(entity), e);
        }
    }

    /// <summary>Closes the senders; the client belongs to whoever made it.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var sender in _senders.Values)
        {
            await sender.DisposeAsync();
        }
    }

    /// <summary>In order, in as few batches as fit. A batch travels under the session id of its first message, so a new session begins a new one.</summary>
    private static async Task SendAsync(ServiceBusSender sender, List<ServiceBusMessage> messages, CancellationToken ct)
    {
        for (var next = 0; next < messages.Count;)
        {
            using var batch = await sender.CreateMessageBatchAsync(ct);
            var first = messages[next];
            if (!batch.TryAddMessage(first))
            {
                throw new ArgumentException(
                    $"Message '{first.MessageId}' has a body of {first.Body.ToMemory().Length} bytes; "
                    + $"with its properties that is over the {batch.MaxSizeInBytes} bytes that Service Bus takes.",
                    nameof(messages));
            }

            next++;
            while (next < messages.Count && messages[next].SessionId == first.SessionId && batch.TryAddMessage(messages[next]))
            {
                next++;
            }

            await sender.SendMessagesAsync(batch, ct);
        }
    }
}
