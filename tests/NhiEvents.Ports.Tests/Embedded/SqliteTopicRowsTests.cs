using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Tests;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class SqliteTopicRowsTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_an_earlier_build_has_left_is_delivered(bool file)
    {
        using var test = TestDatabase.Open(file);
        var topic = new EventTopic(test.Database, ContractTopology.Topology, _time);
        await PublishAsync(topic, "a");
        test.Database.EnsureSchema(
            """
            ALTER TABLE grid_batch ADD COLUMN pending TEXT NOT NULL DEFAULT '{"contract-everything":{"Failed":0,"Due":5,"Count":1,"Part":false},"contract-sign-ins":{"Failed":3,"Due":7,"Count":1,"Part":false}}';
            DELETE FROM grid_delivery;
            """);

        topic = new EventTopic(test.Restart(), ContractTopology.Topology, _time);

        Assert.Equal((1, 4), (Assert.Single(topic.TakeCall(ContractTopology.Everything)).Attempt, Assert.Single(topic.TakeCall(ContractTopology.SignIns)).Attempt));
        await PublishAsync(topic, "b");
        topic = new EventTopic(test.Restart(), ContractTopology.Topology, _time);
        Assert.Equal(2, topic.TakeCall(ContractTopology.Everything).Count);
    }

    private Task PublishAsync(EventTopic topic, string id) =>
        topic.PublishAsync([new OutgoingEvent(id, "NhiEvents.SignIn", "/tenants/t", "identity/x", _time.GetUtcNow(), "{}"u8.ToArray())], TestContext.Current.CancellationToken);
}
