using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace NhiEvents.Local.Hosting;

/// <summary>One <c>[Function]</c> method of an app, as its attributes describe it.</summary>
internal sealed record FunctionDescriptor(string App, string Name, Type Class, MethodInfo Method, TriggerBindingAttribute Trigger, RetryAttribute? Retry)
{
    /// <summary>True when the attribute itself states <c>AutoCompleteMessages = false</c>; not stated leaves it to host.json, whose default is true.</summary>
    public bool SettlesItself =>
        TriggerParameter.GetCustomAttributesData().Any(data => data.NamedArguments.Any(argument =>
            argument.MemberName == nameof(ServiceBusTriggerAttribute.AutoCompleteMessages) && argument.TypedValue.Value is false));

    public ParameterInfo TriggerParameter => Method.GetParameters().Single(parameter => parameter.GetCustomAttribute<TriggerBindingAttribute>() is not null);

    public override string ToString() => $"{App}/{Name}";
}
