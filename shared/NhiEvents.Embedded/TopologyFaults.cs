namespace NhiEvents.Embedded;

/// <summary>What Azure would refuse in a topology, and what the file lacks.</summary>
internal sealed class TopologyFaults
{
    private readonly List<string> _faults = [];

    public static IReadOnlyList<string> Of(Topology topology)
    {
        var check = new TopologyFaults();
        check.Known("topology", topology);
        check.That(topology.SchemaVersion == 1, "schemaVersion", "must be 1");
        if (topology.ServiceBus is null)
        {
            check.That(false, "serviceBus", "is missing");
        }
        else
        {
            check.ServiceBus(topology.ServiceBus);
        }

        check.EventHubs(topology.EventHubs);
        if (topology.EventGrid is { } grid)
        {
            check.EventGrid(grid);
        }

        return check._faults;
    }

    private void ServiceBus(ServiceBusEntities bus)
    {
        Known("serviceBus", bus);
        var queues = bus.Queues;
        var topics = bus.Topics;
        Unique("serviceBus", [.. queues.Select(queue => queue.Name), .. topics.Select(topic => topic.Name)]);
        foreach (var queue in queues)
        {
            var at = $"serviceBus.queues[{queue.Name}]";
            Known(at, queue);
            Receiving(at, queue.Name, queue.LockDuration, queue.MaxDeliveryCount);
            Window(at, queue.DuplicateWindow);
        }

        foreach (var topic in topics)
        {
            Topic($"serviceBus.topics[{topic.Name}]", topic);
        }
    }

    private void Topic(string at, TopicEntity topic)
    {
        Known(at, topic);
        Name(at, topic.Name);
        Window(at, topic.DuplicateWindow);
        var subscriptions = topic.Subscriptions;
        Unique($"{at}.subscriptions", [.. subscriptions.Select(subscription => subscription.Name)]);
        foreach (var subscription in subscriptions)
        {
            var inner = $"{at}.subscriptions[{subscription.Name}]";
            Known(inner, subscription);
            Receiving(inner, subscription.Name, subscription.LockDuration, subscription.MaxDeliveryCount);
            Texts(inner, "kinds", subscription.Kinds);
        }
    }

    private void EventHubs(IReadOnlyList<EventHubEntity> hubs)
    {
        Unique("eventHubs", [.. hubs.Select(hub => hub.Name)]);
        foreach (var hub in hubs)
        {
            var at = $"eventHubs[{hub.Name}]";
            Known(at, hub);
            Name(at, hub.Name);
            That(hub.Partitions is >= 1 and <= 32, $"{at}.partitions", "must be 1 to 32");
            That(hub.ConsumerGroups is { Count: > 0 }, $"{at}.consumerGroups", "needs at least one");
            Texts(at, "consumerGroups", hub.ConsumerGroups);
        }
    }

    private void EventGrid(EventGridEntity grid)
    {
        Known("eventGrid", grid);
        Name("eventGrid.topic", grid.Topic);
        var subscriptions = grid.Subscriptions;
        Unique("eventGrid.subscriptions", [.. subscriptions.Select(subscription => subscription.Name)]);
        foreach (var subscription in subscriptions)
        {
            var at = $"eventGrid.subscriptions[{subscription.Name}]";
            Known(at, subscription);
            Name(at, subscription.Name);
            That(!string.IsNullOrWhiteSpace(subscription.App), $"{at}.app", "is missing");
            That(!string.IsNullOrWhiteSpace(subscription.Function), $"{at}.function", "is missing");
            That(subscription.MaxEventsPerBatch is >= 1 and <= 5000, $"{at}.maxEventsPerBatch", "must be 1 to 5000");
            That(subscription.PreferredBatchSizeInKilobytes is >= 1 and <= 1024, $"{at}.preferredBatchSizeInKilobytes", "must be 1 to 1024");
            Within($"{at}.timeToLive", subscription.TimeToLive, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
            Texts(at, "eventTypes", subscription.EventTypes);
        }
    }

    private void Receiving(string at, string name, TimeSpan lockDuration, int maxDeliveryCount)
    {
        Name(at, name);
        Within($"{at}.lockDuration", lockDuration, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        That(maxDeliveryCount is >= 1 and <= 2000, $"{at}.maxDeliveryCount", "must be 1 to 2000");
    }

    private void Window(string at, TimeSpan? window)
    {
        if (window is { } given)
        {
            Within($"{at}.duplicateWindow", given, TimeSpan.FromSeconds(20), TimeSpan.FromDays(7));
        }
    }

    private void Known(string at, TopologyNode node) =>
        _faults.AddRange((node.Unknown?.Keys ?? Enumerable.Empty<string>()).Select(member => $"{at}: unknown member '{member}'"));

    private void Name(string at, string? name) =>
        That(
            name is { Length: >= 1 and <= 50 } && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && name[0] != '-' && name[^1] != '-',
            at,
            $"the name '{name}' must be 1 to 50 letters, digits and inner hyphens");

    private void Texts(string at, string member, IReadOnlyList<string> values)
    {
        That(values.All(value => !string.IsNullOrWhiteSpace(value)), $"{at}.{member}", "holds an empty text");
        Unique($"{at}.{member}", values);
    }

    /// <summary>Azure compares names without case.</summary>
    private void Unique(string at, IReadOnlyList<string?> names) =>
        _faults.AddRange(names.GroupBy(name => name ?? "", StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
            .Select(group => $"{at}: '{group.Key}' is there {group.Count()} times"));

    private void Within(string at, TimeSpan value, TimeSpan least, TimeSpan most) => That(value >= least && value <= most, at, $"must be {least} to {most}");

    private void That(bool holds, string at, string fault)
    {
        if (!holds)
        {
            _faults.Add($"{at}: {fault}");
        }
    }
}
