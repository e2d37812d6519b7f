using NhiEvents.Embedded;

namespace NhiEvents.Ports.Tests;

/// <summary>The entities that the contract suites use; a provider on Azure needs a namespace with the same.</summary>
public static class ContractTopology
{
    public const string Queue = "contract-queue";
    public const string SessionQueue = "contract-sessions";
    public const string Topic = "contract-topic";
    public const string OnlyRed = "contract-topic/only-red";
    public const string AllKinds = "contract-topic/all-kinds";
    public const string Hub = "contract-hub";
    public const string SignIns = "contract-sign-ins";
    public const string Everything = "contract-everything";

    public static readonly TimeSpan LockDuration = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    public static Topology Topology { get; } = new(
        1,
        new ServiceBusEntities(
            [new QueueEntity(Queue, LockDuration, 3, Window), new QueueEntity(SessionQueue, LockDuration, 3, Window, Sessions: true)],
            [
                new TopicEntity(
                    Topic,
                    Window,
                    [new SubscriptionEntity("only-red", LockDuration, 3, ["red"]), new SubscriptionEntity("all-kinds", LockDuration, 3)]),
            ]),
        [new EventHubEntity(Hub, 4, ["first", "second"])],
        new EventGridEntity(
            "contract-events",
            [
                new EventGridSubscription(SignIns, "Detection", "DetectSignIns", 5, 64, TimeSpan.FromDays(1), ["NhiEvents.SignIn"]),
                new EventGridSubscription(Everything, "Exceptions", "WatchEvents", 50, 1024, TimeSpan.FromHours(1)),
            ]));
}
