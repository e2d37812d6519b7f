using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Tests.Doubles;

internal sealed class MemoryBus(Crash crash) : IMessageBus
{
    /// <summary>By entity and id: a second send of the same id is the same message.</summary>
    public List<(string Entity, OutgoingMessage Message)> Sent { get; } = [];

    public Task SendAsync(string entity, IReadOnlyList<OutgoingMessage> messages, CancellationToken ct)
    {
        crash.Step();
        Sent.AddRange(messages.Where(message => Sent.TrueForAll(sent => sent.Entity != entity || sent.Message.Id != message.Id)).Select(message => (entity, message)));
        crash.Step();
        return Task.CompletedTask;
    }
}
