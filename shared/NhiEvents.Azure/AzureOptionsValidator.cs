using Microsoft.Extensions.Options;

namespace NhiEvents.Azure;

/// <summary>Finds every fault in the settings at once, each named as it is written in a settings file.</summary>
public sealed class AzureOptionsValidator : IValidateOptions<AzureOptions>
{
    public ValidateOptionsResult Validate(string? name, AzureOptions options)
    {
        string?[] found =
        [
            HostName("ServiceBus:fullyQualifiedNamespace", options.ServiceBus.FullyQualifiedNamespace),
            Id("ServiceBus:clientId", options.ServiceBus.ClientId),
            Endpoint("Tables:endpoint", options.Tables.Endpoint),
            Id("Tables:clientId", options.Tables.ClientId),
            string.IsNullOrEmpty(options.EventGrid.TopicEndpoint) ? null : Endpoint(AzureOptions.EventGridTopicEndpoint, options.EventGrid.TopicEndpoint),
            Id("EventGrid:clientId", options.EventGrid.ClientId),
            string.IsNullOrEmpty(options.Seals.Endpoint) ? null : Endpoint("Seals:endpoint", options.Seals.Endpoint),
            Id("Seals:clientId", options.Seals.ClientId),
            Endpoint("Graph:endpoint", options.Graph.Endpoint),
            Id("Graph:clientId", options.Graph.ClientId),
            Endpoint("ResourceManager:endpoint", options.ResourceManager.Endpoint),
            Id("ResourceManager:clientId", options.ResourceManager.ClientId),
            .. options.ResourceManager.Scopes.Select((scope, i) => Scope($"ResourceManager:scopes:{i}", scope)),
        ];
        var faults = found.OfType<string>().ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static string? HostName(string key, string? value) =>
        string.IsNullOrWhiteSpace(value) ? $"{key} is missing"
        : Uri.CheckHostName(value) == UriHostNameType.Dns && value.Contains('.', StringComparison.Ordinal) ? null
        : $"{key} is '{value}'; it must be a host name such as your-namespace.servicebus.windows.net, without scheme, port or path";

    private static string? Endpoint(string key, string? value) =>
        string.IsNullOrWhiteSpace(value) ? $"{key} is missing"
        : !Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") ? $"{key} is '{value}'; it must be an https address"
        : uri.Scheme == "https" || uri.IsLoopback ? null
        : $"{key} is '{value}'; it must be https (http only to this machine)";

    private static string? Scope(string key, string value) =>
        (value.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) || value.StartsWith("/providers/Microsoft.Management/managementGroups/", StringComparison.OrdinalIgnoreCase))
        && !value.EndsWith('/') && value.AsSpan().IndexOfAny("?#%\\") < 0
            ? null
            : $"{key} is '{value}'; it must be /subscriptions/… or /providers/Microsoft.Management/managementGroups/…, without a slash at its end";

    private static string? Id(string key, string? value) =>
        string.IsNullOrEmpty(value) || Guid.TryParse(value, out _) ? null : $"{key} is '{value}'; it must be the client id (a GUID) of a user-assigned identity";
}
