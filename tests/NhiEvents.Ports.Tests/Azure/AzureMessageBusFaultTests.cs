using Azure.Messaging.ServiceBus;
using NhiEvents.Azure.ServiceBus;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>What the bus makes of the service's faults, in every build. What a batch holds needs the service: <see cref="AzureMessageBusTests"/>.</summary>
#pragma warning disable CA2215 // The clients' own DisposeAsync closes what was never opened here; as a mere declaration it throws.
public sealed class AzureMessageBusFaultTests : IAsyncDisposable
{
    private readonly FaultyClient _client = new();
    private readonly AzureMessageBus _bus;

    public AzureMessageBusFaultTests() => _bus = new AzureMessageBus(_client, new HashSet<string> { "with-sessions" });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entity_that_does_not_exist_is_named()
    {
        _client.Fault = new ServiceBusException("404", ServiceBusFailureReason.MessagingEntityNotFound);

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => _bus.SendAsync("no-such-queue", [Message("1")], Ct));

        Assert.Contains("'no-such-queue'", refused.Message, StringComparison.Ordinal);
        Assert.Same(_client.Fault, refused.InnerException);
    }

    [Theory]
    [InlineData(ServiceBusFailureReason.ServiceBusy)]
    [InlineData(ServiceBusFailureReason.MessagingEntityDisabled)]
    [InlineData(ServiceBusFailureReason.QuotaExceeded)]
    public async Task Any_other_fault_comes_out_as_it_is(ServiceBusFailureReason reason)
    {
        _client.Fault = new ServiceBusException("no", reason);

        Assert.Same(_client.Fault, await Assert.ThrowsAsync<ServiceBusException>(() => _bus.SendAsync("q", [Message("1")], Ct)));
    }

    [Fact]
    public async Task One_bad_message_holds_all_of_them_back()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _bus.SendAsync("q", [Message("1"), Message("")], Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => _bus.SendAsync("q", [Message("1"), Message("2") with { SessionId = "s" }], Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => _bus.SendAsync("with-sessions", [Message("1") with { SessionId = "s" }, Message("2")], Ct));
        await _bus.SendAsync("q", [], Ct);

        Assert.Empty(_client.Senders);
    }

    [Fact]
    public async Task There_is_one_sender_for_an_entity_until_the_bus_is_disposed()
    {
        _client.Fault = new ServiceBusException("no", ServiceBusFailureReason.ServiceBusy);
        foreach (var entity in (string[])["a", "a", "b", "A"])
        {
            await Assert.ThrowsAsync<ServiceBusException>(() => _bus.SendAsync(entity, [Message("1")], Ct));
        }

        await _bus.DisposeAsync();

        Assert.Equal(2, _client.Senders.Count);
        Assert.All(_client.Senders, sender => Assert.True(sender.Disposed));
    }

    public async ValueTask DisposeAsync()
    {
        await _bus.DisposeAsync();
        await _client.DisposeAsync();
    }

    private static OutgoingMessage Message(string id) => new(id, "test", "{}"u8.ToArray());

    private sealed class FaultyClient : ServiceBusClient
    {
        public ServiceBusException? Fault { get; set; }

        public List<FaultySender> Senders { get; } = [];

        public override ServiceBusSender CreateSender(string queueOrTopicName)
        {
            Senders.Add(new FaultySender(this));
            return Senders[^1];
        }

        public override ValueTask DisposeAsync()
        {
            GC.SuppressFinalize(this);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class FaultySender(FaultyClient client) : ServiceBusSender
    {
        public bool Disposed { get; private set; }

        public override ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default) => throw client.Fault!;

        public override ValueTask DisposeAsync()
        {
            Disposed = true;
            GC.SuppressFinalize(this);
            return ValueTask.CompletedTask;
        }
    }
}
