using System.Text.Json;
using System.Text.Json.Serialization;

namespace NhiEvents.Embedded;

/// <summary>The wiring of <c>infra/topology.json</c>: what bicep deploys and the embedded broker, log and topic are created from.</summary>
/// <remarks>Immutable. One that came from <see cref="Load"/> is inside the limits that Azure sets.</remarks>
public sealed record Topology(
    int SchemaVersion, ServiceBusEntities ServiceBus, IReadOnlyList<EventHubEntity>? EventHubs = null, EventGridEntity? EventGrid = null)
    : TopologyNode
{
    private static readonly Lazy<Topology> ShippedTopology = new(LoadShipped);

    public IReadOnlyList<EventHubEntity> EventHubs { get; init; } = EventHubs ?? [];

    /// <summary>The topology that this build was made with.</summary>
    public static Topology Shipped => ShippedTopology.Value;

    /// <summary>Reads and checks a topology.</summary>
    /// <exception cref="InvalidDataException">Every fault, one a line, each with its place in the file.</exception>
    public static Topology Load(Stream json)
    {
        try
        {
            var topology = JsonSerializer.Deserialize(json, TopologyJson.Default.Topology) ?? throw new InvalidDataException("topology: the file holds null");
            var faults = TopologyFaults.Of(topology);
            return faults.Count == 0 ? topology : throw new InvalidDataException(string.Join('\n', faults));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"topology, line {e.LineNumber + 1}: {e.Message}", e);
        }
    }

    private static Topology LoadShipped()
    {
        using var json = typeof(Topology).Assembly.GetManifestResourceStream("topology.json")!;
        return Load(json);
    }
}

/// <summary>Everything on the Service Bus namespace.</summary>
public sealed record ServiceBusEntities(IReadOnlyList<QueueEntity>? Queues = null, IReadOnlyList<TopicEntity>? Topics = null) : TopologyNode
{
    public IReadOnlyList<QueueEntity> Queues { get; init; } = Queues ?? [];

    public IReadOnlyList<TopicEntity> Topics { get; init; } = Topics ?? [];

    /// <summary>What can be received from: <c>queue</c> or <c>topic/subscription</c>, in ordinal order.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Paths =>
        [.. Queues.Select(queue => queue.Name).Concat(Topics.SelectMany(topic => topic.Subscriptions.Select(subscription => $"{topic.Name}/{subscription.Name}"))).Order(StringComparer.Ordinal)];
}

/// <summary>A queue.</summary>
/// <param name="DuplicateWindow">For how long a message id is remembered; null is no duplicate detection.</param>
public sealed record QueueEntity(string Name, TimeSpan LockDuration, int MaxDeliveryCount, TimeSpan? DuplicateWindow = null, bool Sessions = false) : TopologyNode;

/// <summary>A topic: every message is copied to each subscription that takes its kind.</summary>
/// <param name="DuplicateWindow">For how long a message id is remembered; null is no duplicate detection.</param>
public sealed record TopicEntity(string Name, TimeSpan? DuplicateWindow = null, IReadOnlyList<SubscriptionEntity>? Subscriptions = null) : TopologyNode
{
    public IReadOnlyList<SubscriptionEntity> Subscriptions { get; init; } = Subscriptions ?? [];
}

/// <summary>A subscription of a topic.</summary>
/// <param name="Kinds">The message kinds it takes; empty is all.</param>
public sealed record SubscriptionEntity(
    string Name, TimeSpan LockDuration, int MaxDeliveryCount, IReadOnlyList<string>? Kinds = null, bool Sessions = false) : TopologyNode
{
    public IReadOnlyList<string> Kinds { get; init; } = Kinds ?? [];
}

/// <summary>An Event Hub and those who read it.</summary>
public sealed record EventHubEntity(string Name, int Partitions, IReadOnlyList<string>? ConsumerGroups) : TopologyNode
{
    public IReadOnlyList<string> ConsumerGroups { get; init; } = ConsumerGroups ?? [];
}

/// <summary>The Event Grid topic.</summary>
public sealed record EventGridEntity(string Topic, IReadOnlyList<EventGridSubscription>? Subscriptions = null) : TopologyNode
{
    public IReadOnlyList<EventGridSubscription> Subscriptions { get; init; } = Subscriptions ?? [];
}

/// <summary>An Event Grid subscription: which function of which app gets which events, and in what batches.</summary>
/// <param name="EventTypes">The CloudEvents types it takes; empty is all.</param>
/// <param name="PreferredBatchSizeInKilobytes">A batch is closed before it would grow over this; an event alone may be bigger.</param>
/// <param name="TimeToLive">From publish; a delivery that would be retried later than this is dead-lettered.</param>
public sealed record EventGridSubscription(
    string Name, string App, string Function, int MaxEventsPerBatch, int PreferredBatchSizeInKilobytes, TimeSpan TimeToLive, IReadOnlyList<string>? EventTypes = null)
    : TopologyNode
{
    public IReadOnlyList<string> EventTypes { get; init; } = EventTypes ?? [];

    internal bool Takes(string type) => EventTypes.Count == 0 || EventTypes.Contains(type, StringComparer.Ordinal);
}

/// <summary>One object of the file.</summary>
public abstract record TopologyNode
{
    /// <summary>Members that this build does not know, kept so that all of them can be reported at once.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Unknown { get; set; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict, PropertyNameCaseInsensitive = false)]
[JsonSerializable(typeof(Topology))]
internal sealed partial class TopologyJson : JsonSerializerContext;
