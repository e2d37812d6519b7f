using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded;
using NhiEvents.Hosting;

namespace NhiEvents.Ports.Tests.Azure;

public sealed class AzurePortsTests
{
    private static readonly Dictionary<string, string?> Good = new()
    {
        ["ServiceBus:fullyQualifiedNamespace"] = "your-namespace.servicebus.windows.net",
        ["Tables:endpoint"] = "https://youraccount.table.core.windows.net",
    };

    [Fact]
    public void Every_fault_in_the_settings_is_named_at_the_start()
    {
        var services = Services(new()
        {
            ["ServiceBus:fullyQualifiedNamespace"] = "sb://your-namespace.servicebus.windows.net/",
            ["ServiceBus:clientId"] = "me",
            ["Tables:clientId"] = "my table",
            ["EventGrid:topicEndpoint"] = "http://your-topic.westeurope-1.eventgrid.azure.net/api/events",
            ["EventGrid:clientId"] = "x",
            ["Graph:endpoint"] = "graph.microsoft.com",
            ["Graph:clientId"] = "x",
            ["ResourceManager:endpoint"] = "management",
            ["ResourceManager:clientId"] = "x",
            ["ResourceManager:scopes:0"] = "/subscriptions/s",
            ["ResourceManager:scopes:1"] = "subscriptions/s/",
        });

        var faults = Assert.Throws<OptionsValidationException>(() => Start(services)).Failures.ToList();

        Assert.Equal(
            [
                "ServiceBus:fullyQualifiedNamespace", "ServiceBus:clientId", "Tables:endpoint", "Tables:clientId", "EventGrid:topicEndpoint", "EventGrid:clientId", "Graph:endpoint", "Graph:clientId",
                "ResourceManager:endpoint", "ResourceManager:clientId", "ResourceManager:scopes:1",
            ],
            faults.Select(fault => fault.Split(' ')[0]));
        Assert.Contains("https", faults[4], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://127.0.0.1:10002/devstoreaccount1", true)]
    [InlineData("http://127.0.0.1:10002/devstoreaccount1", true)]
    [InlineData("http://localhost:10002/devstoreaccount1", true)]
    [InlineData("http://10.0.0.1/", false)]
    [InlineData("youraccount.table.core.windows.net", false)]
    [InlineData("file:///tables", false)]
    [InlineData("", false)]
    public void Plain_http_is_for_this_machine_only(string endpoint, bool starts)
    {
        var services = Services(new(Good) { ["Tables:endpoint"] = endpoint });

        Assert.Equal(starts, Record.Exception(() => Start(services)) is null);
    }

    [Fact]
    public void Every_sample_settings_file_starts()
    {
        var samples = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "apps"), "local.settings.sample.json", SearchOption.AllDirectories);

        Assert.Equal(7, samples.Length);
        Assert.All(samples, sample => Start(Services(Values(sample))));
    }

    [Fact]
    public void Events_are_published_only_by_an_app_that_has_a_topic()
    {
        using var without = Services(Good).BuildServiceProvider();
        using var with = Services(new(Good)
        {
            ["EventGrid:topicEndpoint"] = "https://your-topic.westeurope-1.eventgrid.azure.net/api/events",
            ["EventGrid:clientId"] = "11111111-2222-3333-4444-555555555555",
        }).BuildServiceProvider();

        Assert.Null(without.GetService<IEventPublisher>());
        Assert.NotNull(with.GetService<IEventPublisher>());
        Assert.Same(TimeProvider.System, with.GetService<TimeProvider>());
    }

    [Fact]
    public void Ports_are_shared_by_the_whole_app()
    {
        var ports = Services(Good).Where(service => service.ServiceType.Namespace == typeof(IStateStore).Namespace).ToList();

        Assert.Equal([nameof(IMessageBus), nameof(IStateStore)], ports.Select(port => port.ServiceType.Name).Order());
        Assert.All(ports, port => Assert.Equal(ServiceLifetime.Singleton, port.Lifetime));
    }

    [Fact]
    public void Session_queues_are_those_of_the_topology()
    {
        var expected = (Topology.Shipped.ServiceBus.Queues ?? []).Where(queue => queue.Sessions).Select(queue => queue.Name);

        Assert.Equal(expected.Order(), Queues.WithSessions.Order());
    }

    private static ServiceCollection Services(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddAzurePorts(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), "Ingest");
        return services;
    }

    private static void Start(ServiceCollection services)
    {
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
    }

    private static Dictionary<string, string?> Values(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        return json.RootElement.GetProperty("Values").EnumerateObject()
            .ToDictionary(value => value.Name.Replace("__", ":", StringComparison.Ordinal), value => value.Value.GetString());
    }
}
