using System.Text;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests;

/// <summary>What every provider of <see cref="IDeadLetters"/> must do.</summary>
public abstract class DeadLettersContract
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract IDeadLetters DeadLetters { get; }

    /// <summary>Sends messages and gives them up with the reason.</summary>
    protected abstract Task GiveUpAsync(string entityPath, string reason, params string[] ids);

    /// <summary>Ids of what can be received now, in order.</summary>
    protected abstract Task<IReadOnlyList<string>> ReceivableAsync(string entityPath);

    [Theory]
    [InlineData(ContractTopology.Queue)]
    [InlineData(ContractTopology.OnlyRed)]
    public async Task Peeking_shows_what_was_given_up_and_changes_nothing(string path)
    {
        await GiveUpAsync(path, "unreadable-body", "a", "b", "c");

        for (var look = 0; look < 2; look++)
        {
            var dead = await DeadLetters.PeekAsync(path, 10, 0, Ct);
            Assert.Equal(["a", "b", "c"], dead.Select(one => one.MessageId));
            Assert.All(dead, one => Assert.Equal((path, "red", "unreadable-body", "{}"), (one.EntityPath, one.Kind, one.Reason, Encoding.UTF8.GetString(one.Body.Span))));
        }

        var first = (await DeadLetters.PeekAsync(path, 1, 0, Ct))[0];
        Assert.Equal(["b", "c"], (await DeadLetters.PeekAsync(path, 10, first.Sequence + 1, Ct)).Select(one => one.MessageId));
    }

    [Fact]
    public async Task What_is_sent_again_has_a_new_id_and_the_rest_stays()
    {
        await GiveUpAsync(ContractTopology.Queue, "x", "a", "b", "c");
        var b = (await DeadLetters.PeekAsync(ContractTopology.Queue, 10, 0, Ct))[1];

        Assert.Equal(1, await DeadLetters.ResubmitAsync(ContractTopology.Queue, [b.Sequence, 999_999], Ct));
        Assert.Equal(0, await DeadLetters.ResubmitAsync(ContractTopology.Queue, [b.Sequence], Ct));

        Assert.Equal(["a", "c"], (await DeadLetters.PeekAsync(ContractTopology.Queue, 10, 0, Ct)).Select(one => one.MessageId));
        Assert.Equal(["b#r1"], await ReceivableAsync(ContractTopology.Queue));
    }

    [Fact]
    public async Task What_is_discarded_is_gone_and_never_comes_again()
    {
        await GiveUpAsync(ContractTopology.Queue, "x", "a", "b");
        var a = (await DeadLetters.PeekAsync(ContractTopology.Queue, 10, 0, Ct))[0];

        Assert.Equal(1, await DeadLetters.DiscardAsync(ContractTopology.Queue, [a.Sequence], Ct));
        Assert.Equal(0, await DeadLetters.DiscardAsync(ContractTopology.Queue, [a.Sequence], Ct));

        Assert.Equal(["b"], (await DeadLetters.PeekAsync(ContractTopology.Queue, 10, 0, Ct)).Select(one => one.MessageId));
        Assert.Empty(await ReceivableAsync(ContractTopology.Queue));
    }

    [Fact]
    public async Task More_than_a_batch_is_found_to_the_last()
    {
        await GiveUpAsync(ContractTopology.Queue, "x", [.. Enumerable.Range(0, 250).Select(number => $"m{number:000}")]);
        var dead = await DeadLetters.PeekAsync(ContractTopology.Queue, 1000, 0, Ct);
        Assert.Equal(250, dead.Count);

        Assert.Equal(1, await DeadLetters.DiscardAsync(ContractTopology.Queue, [dead[^1].Sequence], Ct));

        Assert.Equal(249, (await DeadLetters.PeekAsync(ContractTopology.Queue, 1000, 0, Ct)).Count);
        Assert.Equal(249, await DeadLetters.DiscardAsync(ContractTopology.Queue, [.. dead.Select(one => one.Sequence)], Ct));
        Assert.Empty(await DeadLetters.PeekAsync(ContractTopology.Queue, 1000, 0, Ct));
    }

    [Fact]
    public async Task An_entity_that_does_not_exist_is_named()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => DeadLetters.PeekAsync("nowhere", 1, 0, Ct));

        Assert.Contains("'nowhere'", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => DeadLetters.DiscardAsync("nowhere", [1], Ct));
    }
}
