using NhiEvents.Azure.ServiceBus;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>The suite on a stand-in for the SDK's clients, in every build.</summary>
public sealed class AzureDeadLettersTests : DeadLettersContract, IAsyncDisposable
{
    private readonly StandInServiceBus _client = new();

    public AzureDeadLettersTests() => DeadLetters = new AzureDeadLetters(_client);

    protected override IDeadLetters DeadLetters { get; }

    [Fact]
    public async Task A_message_that_was_sent_but_not_removed_keeps_its_new_id_so_that_it_is_dropped_as_a_duplicate()
    {
        await GiveUpAsync(ContractTopology.Queue, "x", "a");
        var a = (await DeadLetters.PeekAsync(ContractTopology.Queue, 1, 0, Ct))[0];
        _client.LoseLocks = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => DeadLetters.ResubmitAsync(ContractTopology.Queue, [a.Sequence], Ct));

        _client.LoseLocks = false;
        Assert.Equal(1, await DeadLetters.ResubmitAsync(ContractTopology.Queue, [a.Sequence], Ct));

        Assert.Equal(["a#r1", "a#r1"], await ReceivableAsync(ContractTopology.Queue));
    }

    [Fact]
    public async Task What_is_sent_again_keeps_its_properties_but_not_why_it_was_given_up()
    {
        await GiveUpAsync(ContractTopology.Queue, "x", "a");

        await DeadLetters.ResubmitAsync(ContractTopology.Queue, [(await DeadLetters.PeekAsync(ContractTopology.Queue, 1, 0, Ct))[0].Sequence], Ct);

        var sent = Assert.Single(_client.Sent).Message;
        Assert.Equal(("red", "application/json"), (sent.Subject, sent.ContentType));
        Assert.Equal([MessageProperties.Kind], sent.ApplicationProperties.Keys);
    }

    public async ValueTask DisposeAsync() => await _client.DisposeAsync();

    protected override Task GiveUpAsync(string entityPath, string reason, params string[] ids)
    {
        foreach (var id in ids)
        {
            _client.GiveUp(entityPath, id, "red", reason);
        }

        return Task.CompletedTask;
    }

    protected override Task<IReadOnlyList<string>> ReceivableAsync(string entityPath) =>
        Task.FromResult<IReadOnlyList<string>>([.. _client.Sent.Where(sent => sent.Entity == entityPath.Split('/')[0]).Select(sent => sent.Message.MessageId)]);
}
