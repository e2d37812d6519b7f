using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Tests.Doubles;

internal sealed class MemoryPublisher : IEventPublisher
{
    public List<OutgoingEvent> Published { get; } = [];

    public Task PublishAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken ct)
    {
        Published.AddRange(events);
        return Task.CompletedTask;
    }
}
