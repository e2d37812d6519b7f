using Microsoft.Azure.Functions.Worker;
using NhiEvents.Embedded;

namespace NhiEvents.Local.Hosting;

/// <summary>Compares what the functions' attributes name with what <c>infra/topology.json</c> describes. Azure would find out only when a message is lost.</summary>
internal static class TopologyCheck
{
    /// <summary>Every difference, in words; empty when both agree.</summary>
    public static IEnumerable<string> Faults(Topology topology, IReadOnlyList<LocalApp> apps)
    {
        var functions = apps.SelectMany(app => app.Functions).ToList();
        return Duplicates(functions)
            .Concat(functions.SelectMany(function => Missing(topology, function)))
            .Concat(Unread(topology, functions));
    }

    private static IEnumerable<string> Duplicates(List<FunctionDescriptor> functions) =>
        from function in functions
        group function by function.Name.ToUpperInvariant() into same
        where same.Count() > 1
        select $"Function name {same.First().Name} is used {same.Count()} times; names are unique across apps.";

    private static IEnumerable<string> Missing(Topology topology, FunctionDescriptor function)
    {
        switch (function.Trigger)
        {
            case ServiceBusTriggerAttribute { QueueName: { } queue } trigger:
                var found = (topology.ServiceBus.Queues ?? []).FirstOrDefault(entity => entity.Name == queue);
                if (found is null)
                {
                    yield return $"{function}: queue {queue} is not in infra/topology.json.";
                }
                else if (found.Sessions != trigger.IsSessionsEnabled)
                {
                    yield return $"{function}: sessions are {(found.Sessions ? "on" : "off")} for queue {queue} in infra/topology.json, but the trigger says otherwise.";
                }

                break;
            case ServiceBusTriggerAttribute { TopicName: { } topic, SubscriptionName: { } subscription }:
                if ((topology.ServiceBus.Topics ?? []).FirstOrDefault(entity => entity.Name == topic)?.Subscriptions?.Any(entity => entity.Name == subscription) != true)
                {
                    yield return $"{function}: subscription {topic}/{subscription} is not in infra/topology.json.";
                }

                break;
            case EventHubTriggerAttribute trigger:
                if ((topology.EventHubs ?? []).FirstOrDefault(hub => hub.Name == trigger.EventHubName)?.ConsumerGroups.Contains(trigger.ConsumerGroup ?? "$Default", StringComparer.Ordinal) != true)
                {
                    yield return $"{function}: event hub {trigger.EventHubName} with consumer group {trigger.ConsumerGroup} is not in infra/topology.json.";
                }

                break;
            case EventGridTriggerAttribute:
                if (!(topology.EventGrid?.Subscriptions ?? []).Any(subscription => subscription.App == function.App && subscription.Function == function.Name))
                {
                    yield return $"{function}: no Event Grid subscription of infra/topology.json delivers to it.";
                }

                break;
            default:
                break;
        }
    }

    /// <summary>An entity that nothing reads fills up.</summary>
    private static IEnumerable<string> Unread(Topology topology, List<FunctionDescriptor> functions)
    {
        var read = functions.Select(function => function.Trigger).OfType<ServiceBusTriggerAttribute>()
            .Select(trigger => trigger.QueueName ?? $"{trigger.TopicName}/{trigger.SubscriptionName}").ToHashSet(StringComparer.Ordinal);
        var entities = (topology.ServiceBus.Queues ?? []).Select(queue => queue.Name)
            .Concat((topology.ServiceBus.Topics ?? []).SelectMany(topic => (topic.Subscriptions ?? []).Select(subscription => $"{topic.Name}/{subscription.Name}")));
        foreach (var entity in entities.Where(entity => !read.Contains(entity)))
        {
            yield return $"infra/topology.json: no function reads {entity}.";
        }

        foreach (var subscription in (topology.EventGrid?.Subscriptions ?? []).Where(subscription =>
            !functions.Any(function => function.App == subscription.App && function.Name == subscription.Function && function.Trigger is EventGridTriggerAttribute)))
        {
            yield return $"infra/topology.json: Event Grid subscription {subscription.Name} delivers to {subscription.App}/{subscription.Function}, which is no Event Grid function.";
        }
    }
}
