using System.Text;
using NhiEvents.Embedded;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class TopologyTests
{
    [Fact]
    public void The_shipped_topology_is_the_file_in_infra()
    {
        Assert.Contains(Topology.Shipped.ServiceBus.Queues, queue => queue is { Name: "detection-due", MaxDeliveryCount: 10 } && queue.LockDuration == TimeSpan.FromMinutes(1));
        Assert.Equal(4, Topology.Shipped.EventHubs.Single(hub => hub.Name == "entra-logs").Partitions);
        Assert.Equal(TimeSpan.FromDays(1), Topology.Shipped.EventGrid!.Subscriptions[0].TimeToLive);
    }

    [Fact]
    public void All_faults_are_listed_at_once()
    {
        var refused = Assert.Throws<InvalidDataException>(() => Load(
            """
            {
              "schemaVersion": 2,
              "colour": "red",
              "serviceBus": {
                "queues": [
                  { "name": "q", "lockDuration": "00:06:00", "maxDeliveryCount": 0, "duplicateWindow": "00:00:05", "sesions": true },
                  { "name": "Q", "lockDuration": "00:01:00", "maxDeliveryCount": 10 }
                ],
                "topics": [ { "name": "t", "subscriptions": [ { "name": "bad name", "kinds": ["a", "a"], "lockDuration": "00:01:00", "maxDeliveryCount": 10 } ] } ]
              },
              "eventHubs": [ { "name": "h", "partitions": 0 } ],
              "eventGrid": { "topic": "g", "subscriptions": [
                { "name": "s", "function": "F", "maxEventsPerBatch": 5001, "preferredBatchSizeInKilobytes": 0, "timeToLive": "2.00:00:00" } ] }
            }
            """));

        string[] places =
        [
            "schemaVersion", "'colour'", "queues[q]: must be", "queues[q].maxDeliveryCount", "queues[q].duplicateWindow", "'sesions'", "'q' is there 2 times", "'bad name'",
            "kinds: 'a'", "partitions", "consumerGroups", "app", "maxEventsPerBatch", "preferredBatchSizeInKilobytes", "timeToLive",
        ];
        Assert.All(places, place => Assert.Contains(place, refused.Message.Replace(".lockDuration: must", ": must", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{", "line 1")]
    [InlineData("{\n\"schemaVersion\": \"1\"}", "line 2")]
    [InlineData("null", "null")]
    [InlineData("{\"schemaVersion\": 1}", "serviceBus")]
    public void What_is_no_topology_is_refused(string json, string says) =>
        Assert.Contains(says, Assert.Throws<InvalidDataException>(() => Load(json)).Message, StringComparison.Ordinal);

    private static Topology Load(string json) => Topology.Load(new MemoryStream(Encoding.UTF8.GetBytes(json)));
}
