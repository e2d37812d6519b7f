namespace NhiEvents.Azure;

/// <summary>Where an app's Azure services are: the settings that its triggers use, too (<c>ServiceBus__fullyQualifiedNamespace</c> and so on).</summary>
public sealed class AzureOptions
{
    /// <summary>The setting that turns the event publisher on.</summary>
    public const string EventGridTopicEndpoint = "EventGrid:topicEndpoint";

    public ServiceBusConnection ServiceBus { get; init; } = new();

    public TablesConnection Tables { get; init; } = new();

    /// <summary>Only for an app that publishes events.</summary>
    public EventGridConnection EventGrid { get; init; } = new();

    /// <summary>Only for an app that reads the tenant.</summary>
    public GraphConnection Graph { get; init; } = new();

    /// <summary>Only for an app that keeps a ledger.</summary>
    public SealsConnection Seals { get; init; } = new();

    /// <summary>Only for an app that changes role assignments in Azure.</summary>
    public ResourceManagerConnection ResourceManager { get; init; } = new();
}

/// <summary>Settings <c>ServiceBus:*</c>.</summary>
public sealed class ServiceBusConnection
{
    /// <summary>A host name, such as <c>your-namespace.servicebus.windows.net</c>.</summary>
    public string? FullyQualifiedNamespace { get; init; }

    /// <summary>Client id of the user-assigned identity to use; null is whatever <c>DefaultAzureCredential</c> finds.</summary>
    public string? ClientId { get; init; }
}

/// <summary>Settings <c>Tables:*</c>.</summary>
public sealed class TablesConnection
{
    /// <summary>Such as <c>https://youraccount.table.core.windows.net</c>.</summary>
    public string? Endpoint { get; init; }

    /// <inheritdoc cref="ServiceBusConnection.ClientId"/>
    public string? ClientId { get; init; }
}

/// <summary>Settings <c>EventGrid:*</c>.</summary>
public sealed class EventGridConnection
{
    /// <summary>Such as <c>https://your-topic.westeurope-1.eventgrid.azure.net/api/events</c>.</summary>
    public string? TopicEndpoint { get; init; }

    /// <inheritdoc cref="ServiceBusConnection.ClientId"/>
    public string? ClientId { get; init; }
}

/// <summary>Settings <c>Seals:*</c>.</summary>
public sealed class SealsConnection
{
    /// <summary>The container of the ledger's seals, such as <c>https://youraccount.blob.core.windows.net/seals</c>.</summary>
    public string? Endpoint { get; init; }

    /// <inheritdoc cref="ServiceBusConnection.ClientId"/>
    public string? ClientId { get; init; }
}

/// <summary>Settings <c>Graph:*</c>.</summary>
public sealed class GraphConnection
{
    /// <summary>Another than this for a national cloud.</summary>
    public string Endpoint { get; init; } = "https://graph.microsoft.com";

    /// <inheritdoc cref="ServiceBusConnection.ClientId"/>
    public string? ClientId { get; init; }
}

/// <summary>Settings <c>ResourceManager:*</c>.</summary>
public sealed class ResourceManagerConnection
{
    /// <summary>Another than this for a national cloud.</summary>
    public string Endpoint { get; init; } = "https://management.azure.com";

    /// <inheritdoc cref="ServiceBusConnection.ClientId"/>
    public string? ClientId { get; init; }

    /// <summary>Where role assignments are looked for, such as <c>/subscriptions/…</c> or <c>/providers/Microsoft.Management/managementGroups/…</c>; none: in every subscription that the identity sees.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];
}
