using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>The message port on the embedded broker. All messages of a call are stored, or none.</summary>
public sealed class SqliteMessageBus(Broker broker) : IMessageBus
{
    public Task SendAsync(string entity, IReadOnlyList<OutgoingMessage> messages, CancellationToken ct) => broker.SendAsync(entity, messages, ct);
}
