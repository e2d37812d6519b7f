using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Memory;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Tests;

namespace NhiEvents.Ports.Tests.Embedded;

/// <summary>Ids out of their window are forgotten, however many there were.</summary>
public sealed class SeenIdsTests
{
    [Fact]
    public async Task By_the_database()
    {
        using var test = TestDatabase.InMemory();
        var time = new ManualTime();
        var broker = new Broker(test.Database, ContractTopology.Topology, time);
        await SendAsync(broker, [.. Enumerable.Range(0, 40).Select(n => $"{n}")]);
        time.Advance(ContractTopology.Window);

        for (var n = 0; n < 20; n++)
        {
            await SendAsync(broker, $"new-{n}");
        }

        Assert.Equal(20, test.Database.Read(connection => connection.Sql("SELECT count(*) FROM broker_seen").Number()));
    }

    [Fact]
    public void By_the_memory()
    {
        var seen = new MemorySeenIds();
        for (var n = 0; n < 40; n++)
        {
            Assert.True(seen.TryAdd($"{n}", ContractTopology.Window, now: 0));
        }

        Assert.False(seen.TryAdd("39", ContractTopology.Window, ContractTopology.Window.Ticks - 1));
        Assert.True(seen.TryAdd("39", ContractTopology.Window, ContractTopology.Window.Ticks));

        Assert.Equal(1, seen.Count);
    }

    private static Task SendAsync(Broker broker, params string[] ids) =>
        broker.SendAsync(ContractTopology.Queue, [.. ids.Select(id => new OutgoingMessage(id, "test", "{}"u8.ToArray()))], TestContext.Current.CancellationToken);
}
