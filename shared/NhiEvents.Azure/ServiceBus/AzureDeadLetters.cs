using Azure.Messaging.ServiceBus;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.ServiceBus;

/// <summary>The dead-letter queues of a Service Bus namespace. Whoever uses it needs the roles Azure Service Bus Data Receiver and, to send again, Data Sender.</summary>
/// <remarks>
/// Service Bus can look at a message by its number, but take it only from the front. So all in front of the wanted ones are locked for a moment and given back
/// unchanged; a dead-letter queue has no limit of deliveries.
/// </remarks>
public sealed class AzureDeadLetters(ServiceBusClient client) : IDeadLetters
{
    private const int MaxBatch = 100;

    /// <summary>Most messages held while the wanted ones are looked for: what is read within a lock of a minute.</summary>
    private const int MaxHeld = 5_000;

    /// <summary>A queue that gives nothing for so long is empty.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<DeadLetter>> PeekAsync(string entityPath, int max, long fromSequence, CancellationToken ct)
    {
        await using var receiver = Receiver(entityPath);
        var found = new List<DeadLetter>();
        for (var next = fromSequence; found.Count < max;)
        {
            var peeked = await FoundAsync(entityPath, receiver.PeekMessagesAsync(Math.Min(MaxBatch, max - found.Count), next, ct));
            if (peeked.Count == 0)
            {
                break;
            }

            found.AddRange(peeked.Select(message => ToDeadLetter(entityPath, message)));
            next = peeked[^1].SequenceNumber + 1;
        }

        return found;
    }

    public async Task<int> ResubmitAsync(string entityPath, IReadOnlyCollection<long> sequences, CancellationToken ct)
    {
        await using var sender = client.CreateSender(entityPath.Split('/')[0]);
        return await TakeAsync(entityPath, sequences, message => sender.SendMessageAsync(Again(message), ct), ct);
    }

    public Task<int> DiscardAsync(string entityPath, IReadOnlyCollection<long> sequences, CancellationToken ct) =>
        TakeAsync(entityPath, sequences, _ => Task.CompletedTask, ct);

    /// <summary>Handles the wanted messages and removes them. One that was sent and not removed is sent under the same new id next time, and dropped as a duplicate.</summary>
    private async Task<int> TakeAsync(string entityPath, IReadOnlyCollection<long> sequences, Func<ServiceBusReceivedMessage, Task> handle, CancellationToken ct)
    {
        await using var receiver = Receiver(entityPath);
        var wanted = sequences.ToHashSet();
        var others = new List<ServiceBusReceivedMessage>();
        var taken = 0;
        try
        {
            while (wanted.Count > 0 && others.Count < MaxHeld)
            {
                var received = await FoundAsync(entityPath, receiver.ReceiveMessagesAsync(MaxBatch, Patience, ct));
                if (received.Count == 0)
                {
                    break;
                }

                others.AddRange(received);
                foreach (var message in received.Where(message => wanted.Remove(message.SequenceNumber)))
                {
                    await handle(message);
                    await receiver.CompleteMessageAsync(message, ct);
                    others.Remove(message);
                    taken++;
                }
            }
        }
        finally
        {
            foreach (var message in others)
            {
                await receiver.AbandonMessageAsync(message, cancellationToken: CancellationToken.None);
            }
        }

        return taken;
    }

    private ServiceBusReceiver Receiver(string entityPath)
    {
        var options = new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter };
        return entityPath.Split('/') is [var topic, var subscription] ? client.CreateReceiver(topic, subscription, options) : client.CreateReceiver(entityPath, options);
    }

    private static async Task<IReadOnlyList<ServiceBusReceivedMessage>> FoundAsync(string entityPath, Task<IReadOnlyList<ServiceBusReceivedMessage>> messages)
    {
        try
        {
            return await messages;
        }
        catch (ServiceBusException e) when (e.Reason is ServiceBusFailureReason.MessagingEntityNotFound)
        {
            throw new ArgumentException($"There is no queue or subscription '{entityPath}'.", nameof(entityPath), e);
        }
    }

    private static ServiceBusMessage Again(ServiceBusReceivedMessage dead)
    {
        var again = new ServiceBusMessage(dead.Body) { MessageId = ResubmittedIds.After(dead.MessageId), Subject = dead.Subject, ContentType = dead.ContentType };
        if (dead.SessionId is not null)
        {
            again.SessionId = dead.SessionId;
        }

        foreach (var (name, value) in dead.ApplicationProperties.Where(property => !property.Key.StartsWith("DeadLetter", StringComparison.Ordinal)))
        {
            again.ApplicationProperties[name] = value;
        }

        return again;
    }

    private static DeadLetter ToDeadLetter(string entityPath, ServiceBusReceivedMessage message) => new(
        entityPath, message.SequenceNumber, message.MessageId, message.Subject, message.Body.ToMemory(), message.DeliveryCount, message.EnqueuedTime, message.DeadLetterReason)
    {
        Description = message.DeadLetterErrorDescription,
        SessionId = message.SessionId,
        Attempt = message.ApplicationProperties.GetValueOrDefault(MessageProperties.Attempt) as int? ?? 0,
        FirstSentAt = message.ApplicationProperties.GetValueOrDefault(MessageProperties.FirstSentAt) as DateTimeOffset?,
        TraceParent = message.ApplicationProperties.GetValueOrDefault(MessageProperties.TraceParent) as string,
    };
}
