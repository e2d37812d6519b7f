#nullable disable
using System.Runtime.CompilerServices;
using NhiEvents.AzureSurface;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusReceiver : IAsyncDisposable
{
    protected ServiceBusReceiver()
    {
    }

    public virtual Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default)
        => throw NotBuilt.Here();

#pragma warning disable CS8424 // The attribute is in the package's signature; this body is not an iterator.
    public virtual IAsyncEnumerable<ServiceBusReceivedMessage> ReceiveMessagesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        => throw NotBuilt.Here();
#pragma warning restore CS8424

    public virtual Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
        int maxMessages, long? fromSequenceNumber = default, CancellationToken cancellationToken = default)
        => throw NotBuilt.Here();

    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw NotBuilt.Here();

    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = null, CancellationToken cancellationToken = default)
        => throw NotBuilt.Here();

    public virtual ValueTask DisposeAsync() => throw NotBuilt.Here();
}
