#nullable disable
using NhiEvents.AzureSurface;

namespace Azure.Messaging.ServiceBus;

public sealed class ServiceBusMessageBatch : IDisposable
{
    internal ServiceBusMessageBatch()
    {
    }

    public long MaxSizeInBytes => throw NotBuilt.Here();

    public bool TryAddMessage(ServiceBusMessage message) => throw NotBuilt.Here();

    public void Dispose() => throw NotBuilt.Here();
}
