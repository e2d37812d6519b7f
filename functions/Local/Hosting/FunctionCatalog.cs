using System.Reflection;
using Azure.Messaging;
using Azure.Messaging.EventHubs;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace NhiEvents.Local.Hosting;

/// <summary>Finds the functions of an app and refuses what the Functions host would refuse.</summary>
internal static class FunctionCatalog
{
    public static IReadOnlyList<FunctionDescriptor> Of(string app, IReadOnlyList<Type> types)
    {
        var found = from type in types
                    from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                    let attribute = method.GetCustomAttribute<FunctionAttribute>()
                    where attribute is not null
                    orderby attribute.Name
                    select Describe(app, attribute.Name, type, method);
        return [.. found];
    }

    private static FunctionDescriptor Describe(string app, string name, Type type, MethodInfo method)
    {
        var parameters = method.GetParameters();
        var triggers = parameters.Select(parameter => (Parameter: parameter, Trigger: parameter.GetCustomAttribute<TriggerBindingAttribute>()))
            .Where(pair => pair.Trigger is not null).ToList();
        if (triggers is not [var (parameter, trigger)])
        {
            throw new HostRefusalException($"Function {app}/{name} has {triggers.Count} triggers; a function has exactly one.");
        }

        var bound = BoundType(trigger!);
        if (!bound.Contains(parameter.ParameterType))
        {
            throw new HostRefusalException(
                $"Function {app}/{name} binds its {trigger!.GetType().Name} to {parameter.ParameterType.Name}; the local host knows {string.Join(", ", bound.Select(t => t.Name))}.");
        }

        var other = parameters.FirstOrDefault(p => p.Position != parameter.Position && p.ParameterType != typeof(CancellationToken) && p.ParameterType != typeof(ServiceBusMessageActions));
        if (other is not null)
        {
            throw new HostRefusalException($"Function {app}/{name} has a parameter {other.Name} that nothing binds.");
        }

        var retry = method.GetCustomAttribute<RetryAttribute>();
        if (retry is not null && trigger is ServiceBusTriggerAttribute)
        {
            throw new HostRefusalException($"Function {app}/{name}: retry attributes are not valid on Service Bus triggers; delivery count and lock live in the topology.");
        }

        return new FunctionDescriptor(app, name, type, method, trigger!, retry);
    }

    private static Type[] BoundType(TriggerBindingAttribute trigger) => trigger switch
    {
        ServiceBusTriggerAttribute { IsBatched: false } => [typeof(ServiceBusReceivedMessage)],
        EventHubTriggerAttribute { IsBatched: true } => [typeof(EventData[])],
        EventGridTriggerAttribute { IsBatched: true } => [typeof(CloudEvent[])],
        EventGridTriggerAttribute { IsBatched: false } => [typeof(CloudEvent)],
        TimerTriggerAttribute => [typeof(TimerInfo)],
        HttpTriggerAttribute => [typeof(HttpRequest)],
        _ => throw new HostRefusalException($"The local host does not run a {trigger.GetType().Name} with these settings."),
    };
}
