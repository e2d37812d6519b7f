using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace NhiEvents.Local.Hosting;

/// <summary>One of the deployable apps: the classes that hold its functions, and how it registers what they need.</summary>
internal sealed record AppDefinition(string Name, IReadOnlyList<Type> Types, Action<IServiceCollection> Add)
{
    public AppDefinition(string name, Assembly assembly, Action<IServiceCollection> add)
        : this(name, assembly.GetTypes(), add)
    {
    }
}

/// <summary>One app in this process: its own container, its own settings, its functions.</summary>
internal sealed class LocalApp : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IConfiguration _configuration;

    private LocalApp(AppDefinition definition, ServiceProvider services, IConfiguration configuration)
    {
        (Name, _services, _configuration) = (definition.Name, services, configuration);
        Functions = FunctionCatalog.Of(definition.Name, definition.Types);
        Settings = HostSettings.Load(AppFiles.HostJson(definition.Name));
        Faults = [.. OptionFaults(services, definition.Name), .. MissingConnections(configuration), .. MissingSchedules()];
    }

    public string Name { get; }

    public IReadOnlyList<FunctionDescriptor> Functions { get; }

    public HostSettings Settings { get; }

    public CallCount Calls { get; } = new();

    public IServiceProvider Services => _services;

    /// <summary>What is wrong with the app's settings: all of it, not the first.</summary>
    public IReadOnlyList<string> Faults { get; }

    public bool NeedsPort => Functions.Any(function => function.Trigger is HttpTriggerAttribute or EventGridTriggerAttribute);

    /// <param name="addPorts">Registers the embedded ports and the clock.</param>
    /// <param name="overrides">Settings that win over the app's own.</param>
    public static LocalApp Create(AppDefinition definition, Action<IServiceCollection> addPorts, IConfiguration overrides)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(AppFiles.Settings(definition.Name))
            .AddInMemoryCollection(PersonKeys.OfThisProcess)
            .AddConfiguration(overrides)
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        addPorts(services);
        definition.Add(services);
        return new LocalApp(definition, services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true }), configuration);
    }

    public Invoker InvokerOf(FunctionDescriptor function) => new(_services, function, Calls);

    /// <summary>The platform's own switch: setting <c>AzureWebJobs.&lt;function&gt;.Disabled</c>; with <c>__</c> for each point where an environment variable may have none.</summary>
    public bool IsDisabled(FunctionDescriptor function) =>
        bool.TryParse(_configuration[$"AzureWebJobs:{function.Name}:Disabled"] ?? _configuration[$"AzureWebJobs.{function.Name}.Disabled"], out var disabled) && disabled;

    /// <summary>The path of an HTTP function, with the app's prefix.</summary>
    public string RouteOf(FunctionDescriptor function)
    {
        var route = ((HttpTriggerAttribute)function.Trigger).Route ?? function.Name;
        return Settings.RoutePrefix.Length == 0 ? $"/{route}" : $"/{Settings.RoutePrefix}/{route}";
    }

    /// <summary>The schedule of a timer; one of the form <c>%name%</c> is in the setting of that name.</summary>
    public string ScheduleOf(FunctionDescriptor function) => ((TimerTriggerAttribute)function.Trigger).Schedule is var schedule && SettingOf(schedule) is { } name ? _configuration[name]! : schedule;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static IEnumerable<string> OptionFaults(ServiceProvider services, string app)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
            return [];
        }
        catch (OptionsValidationException fault)
        {
            return fault.Failures.Select(failure => $"{app}: {failure}");
        }
        catch (AggregateException faults)
        {
            return faults.InnerExceptions.SelectMany(inner =>
                inner is OptionsValidationException options ? options.Failures : [inner.Message]).Select(failure => $"{app}: {failure}");
        }
    }

    private static string? SettingOf(string schedule) => schedule is ['%', .. var name, '%'] ? name : null;

    private IEnumerable<string> MissingSchedules() =>
        from function in Functions
        let name = function.Trigger is TimerTriggerAttribute timer ? SettingOf(timer.Schedule) : null
        where name is not null && string.IsNullOrEmpty(_configuration[name])
        select $"{function}: setting {name} is missing (its timer's schedule is \"%{name}%\").";

    private IEnumerable<string> MissingConnections(IConfiguration configuration) =>
        from function in Functions
        let connection = function.Trigger switch
        {
            ServiceBusTriggerAttribute trigger => trigger.Connection,
            EventHubTriggerAttribute trigger => trigger.Connection,
            _ => null,
        }
        where connection is not null && !configuration.GetSection(connection).Exists()
        select $"{function}: setting {connection}__fullyQualifiedNamespace is missing (its trigger names the connection \"{connection}\").";
}
