using System.Collections.Frozen;
using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>What can be received from: a queue, or a subscription of a topic.</summary>
/// <param name="Kinds">Null takes all.</param>
internal sealed record ReceiveEntity(
    string Path, TimeSpan LockDuration, int MaxDeliveryCount, bool Sessions, TimeSpan? DuplicateWindow = null, FrozenSet<string>? Kinds = null)
{
    public bool Takes(string kind) => Kinds is null || Kinds.Contains(kind);
}

/// <summary>What can be sent to: a queue, or a topic with its subscriptions.</summary>
internal sealed record SendEntity(string Name, TimeSpan? DuplicateWindow, IReadOnlyList<ReceiveEntity> Into)
{
    public bool Sessions { get; } = Into.Any(entity => entity.Sessions);

    /// <summary>Gives each message that is new to every entity that takes it.</summary>
    /// <param name="isNew">Asked once per message, in order.</param>
    /// <param name="insert">Gets where to, what, when it is due, and its session there.</param>
    /// <returns>The earliest due time by entity path.</returns>
    public Dictionary<string, long> Spread(
        IReadOnlyList<OutgoingMessage> messages, long now, Predicate<OutgoingMessage> isNew, Action<string, OutgoingMessage, long, string?> insert)
    {
        var earliest = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            if (!isNew(message))
            {
                continue;
            }

            var due = Math.Max(now, message.NotBefore?.UtcTicks ?? now);
            foreach (var into in Into.Where(into => into.Takes(message.Kind)))
            {
                insert(into.Path, message, due, into.Sessions ? message.SessionId : null);
                earliest[into.Path] = earliest.TryGetValue(into.Path, out var known) ? Math.Min(known, due) : due;
            }
        }

        return earliest;
    }
}

/// <summary>The broker's view of the topology, by name.</summary>
internal sealed class BrokerEntities
{
    private readonly FrozenDictionary<string, SendEntity> _sending;
    private readonly FrozenDictionary<string, ReceiveEntity> _receiving;

    public BrokerEntities(Topology topology)
    {
        var queues = topology.ServiceBus.Queues.Select(Of);
        var topics = topology.ServiceBus.Topics.Select(Of);
        _sending = queues.Concat(topics).ToFrozenDictionary(entity => entity.Name, StringComparer.Ordinal);
        _receiving = _sending.Values.SelectMany(entity => entity.Into).ToFrozenDictionary(entity => entity.Path, StringComparer.Ordinal);
    }

    public IEnumerable<string> Paths => _receiving.Keys.Order(StringComparer.Ordinal);

    public SendEntity ToSend(string name) =>
        _sending.GetValueOrDefault(name) ?? throw new ArgumentException($"There is no queue or topic '{name}' in the topology.", nameof(name));

    public ReceiveEntity ToReceive(string path) =>
        _receiving.GetValueOrDefault(path) ?? throw new ArgumentException($"There is no queue or subscription '{path}' in the topology.", nameof(path));

    private static SendEntity Of(QueueEntity queue) =>
        new(queue.Name, queue.DuplicateWindow, [new ReceiveEntity(queue.Name, queue.LockDuration, queue.MaxDeliveryCount, queue.Sessions, queue.DuplicateWindow)]);

    private static SendEntity Of(TopicEntity topic) =>
        new(topic.Name, topic.DuplicateWindow, [.. topic.Subscriptions.Select(subscription => Of(topic, subscription))]);

    private static ReceiveEntity Of(TopicEntity topic, SubscriptionEntity subscription) =>
        new(
            $"{topic.Name}/{subscription.Name}",
            subscription.LockDuration,
            subscription.MaxDeliveryCount,
            subscription.Sessions,
            Kinds: subscription.Kinds is { Count: > 0 } kinds ? kinds.ToFrozenSet(StringComparer.Ordinal) : null);
}
