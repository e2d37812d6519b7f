using Azure.Messaging.ServiceBus;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.ServiceBus;

/// <summary>An outgoing message as Service Bus carries it.</summary>
internal static class MessageMapping
{
    private const string Json = "application/json";

    /// <exception cref="ArgumentException">Service Bus would refuse the message, or take it without what the port promises.</exception>
    public static ServiceBusMessage ToServiceBus(OutgoingMessage message, string entity, bool sessions)
    {
        Id(message.Id, "message id", message.Id);
        Refuse(sessions && message.SessionId is null, $"Message '{message.Id}' needs a session id: '{entity}' has sessions.");
        Refuse(!sessions && message.SessionId is not null, $"Message '{message.Id}' has a session id, but '{entity}' has no sessions.");
        if (message.SessionId is not null)
        {
            Id(message.SessionId, "session id", message.Id);
        }

        Refuse(
            message.Body.Length >= IMessageBus.MaxMessageBytes,
            $"Message '{message.Id}' has a body of {message.Body.Length} bytes; with its properties that is over the limit of {IMessageBus.MaxMessageBytes}.");
        var mapped = new ServiceBusMessage(message.Body)
        {
            MessageId = message.Id,
            Subject = message.Kind,
            ContentType = Json,
            ApplicationProperties = { [MessageProperties.Kind] = message.Kind },
        };
        Add(message, mapped);
        return mapped;
    }

    private static void Add(OutgoingMessage message, ServiceBusMessage mapped)
    {
        if (message.SessionId is not null)
        {
            mapped.SessionId = message.SessionId;
        }

        if (message.NotBefore is { } notBefore)
        {
            mapped.ScheduledEnqueueTime = notBefore;
        }

        if (message.Attempt > 0)
        {
            mapped.ApplicationProperties[MessageProperties.Attempt] = message.Attempt;
        }

        if (message.FirstSentAt is { } firstSentAt)
        {
            mapped.ApplicationProperties[MessageProperties.FirstSentAt] = firstSentAt;
        }

        if (message.TraceParent is not null)
        {
            mapped.ApplicationProperties[MessageProperties.TraceParent] = message.TraceParent;
        }
    }

    private static void Id(string id, string what, string message) =>
        Refuse(
            id is not { Length: > 0 and <= IMessageBus.MaxIdLength },
            $"The {what} of message '{message}' has {id?.Length ?? 0} characters; it must have 1 to {IMessageBus.MaxIdLength}.");

    private static void Refuse(bool broken, string text)
    {
        if (broken)
        {
            throw new ArgumentException(text);
        }
    }
}
