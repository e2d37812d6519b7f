using Azure.Messaging.ServiceBus;
using NhiEvents.Azure.ServiceBus;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>The bus suite on a real namespace.</summary>
public sealed class AzureMessageBusTests : MessageBusContract, IAsyncLifetime
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);
    private static readonly string[] Paths = [ContractTopology.Queue, ContractTopology.SessionQueue, ContractTopology.OnlyRed, ContractTopology.AllKinds];

    private ServiceBusClient? _client;
    private AzureMessageBus? _bus;

    protected override IMessageBus Bus => _bus!;

    protected override DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _client = new ServiceBusClient(AzureEndpoints.ServiceBus());
        _bus = new AzureMessageBus(_client, new HashSet<string> { ContractTopology.SessionQueue });
        foreach (var path in Paths)
        {
            await ReceiveAllAsync(path);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null && _bus is not null)
        {
            await _bus.DisposeAsync();
            await _client.DisposeAsync();
        }
    }

    protected override async Task<IReadOnlyList<Arrived>> ReceiveAllAsync(string entityPath)
    {
        var arrived = new List<Arrived>();
        if (entityPath == ContractTopology.SessionQueue)
        {
            while (await NextSessionAsync(entityPath) is { } session)
            {
                await ReceiveAsync(session, arrived);
            }
        }
        else
        {
            var receiver = entityPath.Split('/') is [var topic, var subscription] ? _client!.CreateReceiver(topic, subscription) : _client!.CreateReceiver(entityPath);
            await ReceiveAsync(receiver, arrived);
        }

        return arrived;
    }

    private async Task<ServiceBusReceiver?> NextSessionAsync(string queue)
    {
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        quiet.CancelAfter(Quiet);
        try
        {
            return await _client!.AcceptNextSessionAsync(queue, cancellationToken: quiet.Token);
        }
        catch (OperationCanceledException) when (!Ct.IsCancellationRequested)
        {
            return null;
        }
        catch (ServiceBusException e) when (e.Reason is ServiceBusFailureReason.ServiceTimeout)
        {
            return null;
        }
    }

    private static async Task ReceiveAsync(ServiceBusReceiver receiver, List<Arrived> arrived)
    {
        await using (receiver)
        {
            while (await receiver.ReceiveMessagesAsync(100, Quiet, Ct) is { Count: > 0 } messages)
            {
                foreach (var message in messages)
                {
                    await receiver.CompleteMessageAsync(message, Ct);
                    arrived.Add(ToArrived(message));
                }
            }
        }
    }

    private static Arrived ToArrived(ServiceBusReceivedMessage message) => new(
        message.MessageId,
        (string)message.ApplicationProperties[MessageProperties.Kind],
        message.Body.ToString(),
        message.SessionId,
        message.ApplicationProperties.GetValueOrDefault(MessageProperties.Attempt) as int? ?? 0,
        message.ApplicationProperties.GetValueOrDefault(MessageProperties.FirstSentAt) as DateTimeOffset?,
        message.ApplicationProperties.GetValueOrDefault(MessageProperties.TraceParent) as string);
}
