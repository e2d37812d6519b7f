using Azure.Core;
using Azure.Data.Tables;
using Azure.Messaging.EventGrid;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NhiEvents.Azure;
using NhiEvents.Azure.Blobs;
using NhiEvents.Azure.EventGrid;
using NhiEvents.Azure.Graph;
using NhiEvents.Azure.ServiceBus;
using NhiEvents.Azure.Tables;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting;

/// <summary>The ports on Azure, for an app that runs there.</summary>
public static class AzurePorts
{
    /// <summary>Registers the state store, the message bus and, when <c>EventGrid:topicEndpoint</c> is set, the event publisher.</summary>
    /// <param name="app">The app's name; its table is called the same, in lower case.</param>
    /// <remarks>Nothing connects before it is used. Bad settings stop the host at its start, all of them named.</remarks>
    public static IServiceCollection AddAzurePorts(this IServiceCollection services, IConfiguration configuration, string app)
    {
        services.AddOptions<AzureOptions>().Bind(configuration).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AzureOptions>, AzureOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AzureCredentials>();
        services.AddSingleton<IHostedService>(_ => new TelemetryExportService("nhi-" + TableName(app), configuration));

        services.AddSingleton(provider => Table(provider, app));
        services.AddSingleton<IStateStore, TableStateStore>();
        services.AddSingleton(Bus);
        services.AddSingleton<IMessageBus>(provider => new AzureMessageBus(provider.GetRequiredService<ServiceBusClient>(), Queues.WithSessions));
        if (!string.IsNullOrEmpty(configuration[AzureOptions.EventGridTopicEndpoint]))
        {
            services.AddSingleton(Topic);
            services.AddSingleton<IEventPublisher, EventGridEventPublisher>();
        }

        return services;
    }

    /// <summary>Adds what was given up on every queue and subscription. Role: Azure Service Bus Data Receiver on the namespace.</summary>
    public static IServiceCollection AddDeadLetters(this IServiceCollection services) => services.AddSingleton<IDeadLetters, AzureDeadLetters>();

    /// <summary>Adds the store of the ledger's seals: only for an app that keeps a ledger. Role: Storage Blob Data Contributor on the container, whose policy makes blobs immutable.</summary>
    /// <remarks>Without <c>Seals:endpoint</c> the app does not start.</remarks>
    public static IServiceCollection AddSeals(this IServiceCollection services)
    {
        services.AddOptions<AzureOptions>().Validate(options => !string.IsNullOrEmpty(options.Seals.Endpoint), "Seals:endpoint is missing; it is the address of the container for the ledger's seals");
        return services.AddSingleton(Seals);
    }

    private static ISealStore Seals(IServiceProvider services)
    {
        var seals = Options(services).Seals;
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        return new BlobSealStore(new GraphCall(client, Credential(services, seals.ClientId), BlobSealStore.Audience).SendAsync, new Uri(seals.Endpoint!));
    }

    private static TableClient Table(IServiceProvider services, string app)
    {
        var tables = Options(services).Tables;
        return new TableClient(new Uri(tables.Endpoint!), TableName(app), Credential(services, tables.ClientId));
    }

    private static ServiceBusClient Bus(IServiceProvider services)
    {
        var bus = Options(services).ServiceBus;
        return new ServiceBusClient(bus.FullyQualifiedNamespace!, Credential(services, bus.ClientId));
    }

    private static EventGridPublisherClient Topic(IServiceProvider services)
    {
        var topic = Options(services).EventGrid;
        return new EventGridPublisherClient(new Uri(topic.TopicEndpoint!), Credential(services, topic.ClientId));
    }

    private static AzureOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<AzureOptions>>().Value;

    private static TokenCredential Credential(IServiceProvider services, string? clientId) => services.GetRequiredService<AzureCredentials>().For(clientId);

#pragma warning disable CA1308 // The name of a resource, not a comparison.
    private static string TableName(string app) => app.ToLowerInvariant();
#pragma warning restore CA1308
}
