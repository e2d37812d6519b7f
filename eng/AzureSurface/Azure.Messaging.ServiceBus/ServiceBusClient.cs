#nullable disable
using Azure.Core;
using NhiEvents.AzureSurface;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusClient : IAsyncDisposable
{
    protected ServiceBusClient()
    {
    }

    public ServiceBusClient(string connectionString) => throw NotBuilt.Here();

    public ServiceBusClient(string connectionString, ServiceBusClientOptions options) => throw NotBuilt.Here();

    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential) => throw NotBuilt.Here();

    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential, ServiceBusClientOptions options) => throw NotBuilt.Here();

    public virtual Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(
        string queueName, ServiceBusSessionReceiverOptions options = null, CancellationToken cancellationToken = default)
        => throw NotBuilt.Here();

    public virtual Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(
        string topicName, string subscriptionName, ServiceBusSessionReceiverOptions options = null, CancellationToken cancellationToken = default)
        => throw NotBuilt.Here();

    public virtual ServiceBusReceiver CreateReceiver(string queueName) => throw NotBuilt.Here();

    public virtual ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options) => throw NotBuilt.Here();

    public virtual ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName) => throw NotBuilt.Here();

    public virtual ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName, ServiceBusReceiverOptions options) => throw NotBuilt.Here();

    public virtual ServiceBusSender CreateSender(string queueOrTopicName) => throw NotBuilt.Here();

    public virtual ValueTask DisposeAsync() => throw NotBuilt.Here();
}
