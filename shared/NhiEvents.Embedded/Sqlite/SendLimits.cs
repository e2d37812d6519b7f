using System.Text;
using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>What Service Bus refuses to take.</summary>
internal static class SendLimits
{
    public static void Check(SendEntity entity, OutgoingMessage message)
    {
        Refuse(entity, message.Id.Length == 0, "a message without an id");
        Refuse(entity, message.Id.Length > IMessageBus.MaxIdLength, $"a message id of {message.Id.Length} characters; the limit is {IMessageBus.MaxIdLength}");
        Refuse(
            entity, message.SessionId?.Length > IMessageBus.MaxIdLength, $"a session id of {message.SessionId?.Length} characters; the limit is {IMessageBus.MaxIdLength}");
        Refuse(
            entity,
            string.IsNullOrEmpty(message.SessionId) && entity.Into.Any(into => into.Sessions && into.Takes(message.Kind)),
            $"message {message.Id} without a session id, which a session entity requires");
        Refuse(entity, message.SessionId is not null && !entity.Sessions, $"message {message.Id} with a session id, because it has no sessions");

        var size = SizeOf(message);
        Refuse(entity, size > IMessageBus.MaxMessageBytes, $"message {message.Id} of {size} bytes, properties included; the limit is {IMessageBus.MaxMessageBytes}");
    }

    /// <summary>Body and properties.</summary>
    private static int SizeOf(OutgoingMessage message) =>
        message.Body.Length + Bytes(message.Id) + Bytes(message.Kind) + Bytes(message.SessionId) + Bytes(message.TraceParent) + sizeof(int);

    private static int Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private static void Refuse(SendEntity entity, bool broken, string what)
    {
        if (broken)
        {
            throw new ArgumentException($"'{entity.Name}' refuses {what}.");
        }
    }
}
