using Azure.Messaging.ServiceBus;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>Dead-letter queues as the SDK shows them: looking goes by number, taking only from the front.</summary>
#pragma warning disable CA2215 // The SDK's own DisposeAsync closes what was never opened here; as a mere declaration it throws.
internal sealed class StandInServiceBus : ServiceBusClient
{
    private readonly Dictionary<string, List<ServiceBusReceivedMessage>> _dead = ContractTopology.Topology.ServiceBus.Paths.ToDictionary(path => path, _ => new List<ServiceBusReceivedMessage>());
    private long _sequence;

    public List<(string Entity, ServiceBusMessage Message)> Sent { get; } = [];

    /// <summary>Nothing can be completed: the lock ran out.</summary>
    public bool LoseLocks { get; set; }

    public void GiveUp(string entityPath, string id, string kind, string reason) => _dead[entityPath].Add(ServiceBusModelFactory.ServiceBusReceivedMessage(
        body: BinaryData.FromString("{}"),
        messageId: id,
        subject: kind,
        contentType: "application/json",
        properties: new Dictionary<string, object> { ["kind"] = kind, ["DeadLetterReason"] = reason, ["DeadLetterErrorDescription"] = "why" },
        lockTokenGuid: Guid.Empty,
        sequenceNumber: ++_sequence));

    public override ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options) => new Receiver(this, queueName, options);

    public override ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName, ServiceBusReceiverOptions options) =>
        new Receiver(this, $"{topicName}/{subscriptionName}", options);

    public override ServiceBusSender CreateSender(string queueOrTopicName) => new Sender(this, queueOrTopicName);

    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private sealed class Receiver : ServiceBusReceiver
    {
        private readonly StandInServiceBus _bus;
        private readonly string _path;
        private readonly HashSet<long> _locked = [];

        public Receiver(StandInServiceBus bus, string path, ServiceBusReceiverOptions options)
        {
            Assert.Equal(SubQueue.DeadLetter, options.SubQueue);
            (_bus, _path) = (bus, path);
        }

        private List<ServiceBusReceivedMessage> Queue =>
            _bus._dead.GetValueOrDefault(_path) ?? throw new ServiceBusException("404", ServiceBusFailureReason.MessagingEntityNotFound);

        public override Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(int maxMessages, long? fromSequenceNumber = null, CancellationToken cancellationToken = default) =>
            AnswerAsync(() => Queue.Where(message => message.SequenceNumber >= fromSequenceNumber).Take(maxMessages));

        public override Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(int maxMessages, TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default) =>
            AnswerAsync(() => Queue.Where(message => _locked.Add(message.SequenceNumber)).Take(maxMessages));

        public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
        {
            if (_bus.LoseLocks)
            {
                throw new InvalidOperationException("The lock was lost.");
            }

            Assert.Contains(message.SequenceNumber, _locked);
            Queue.Remove(message);
            return Task.CompletedTask;
        }

        public override Task AbandonMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default)
        {
            Assert.True(_locked.Remove(message.SequenceNumber));
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            GC.SuppressFinalize(this);
            return ValueTask.CompletedTask;
        }

        private static async Task<IReadOnlyList<ServiceBusReceivedMessage>> AnswerAsync(Func<IEnumerable<ServiceBusReceivedMessage>> answer)
        {
            await Task.Yield();
            return [.. answer()];
        }
    }

    private sealed class Sender(StandInServiceBus bus, string entity) : ServiceBusSender
    {
        public override Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
        {
            bus.Sent.Add((entity, message));
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            GC.SuppressFinalize(this);
            return ValueTask.CompletedTask;
        }
    }
}
