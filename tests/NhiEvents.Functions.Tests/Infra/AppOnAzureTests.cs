using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NhiEvents.Hosting;
using NhiEvents.Local.Hosting;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Infra;

/// <summary>The container of each app as its <c>Program.cs</c> builds it, with its sample settings and the ports on Azure.</summary>
/// <remarks>The clients themselves cannot be made here: this build has only their declarations. That everything is registered which somebody asks for can be seen all the same.</remarks>
public sealed partial class AppOnAzureTests
{
    public static TheoryData<string> AppNames => [.. Apps.All.Select(app => app.Name)];

    [Theory]
    [MemberData(nameof(AppNames))]
    public void Everything_that_a_function_needs_is_registered(string name)
    {
        var app = Apps.All.Single(one => one.Name == name);
        using var provider = Build(app);

        provider.GetRequiredService<IStartupValidator>().Validate();
        var known = provider.GetRequiredService<IServiceProviderIsService>();
        var functions = app.Types.Where(type => type.GetMethods().Any(method => method.GetCustomAttribute<FunctionAttribute>() is not null)).ToList();
        Assert.NotEmpty(functions);
        foreach (var parameter in functions.Where(type => !type.IsAbstract).SelectMany(type => type.GetConstructors().Single().GetParameters()))
        {
            Assert.True(known.IsService(parameter.ParameterType), $"{parameter.Member.DeclaringType!.Name} needs {parameter.ParameterType.Name}, which Program.cs of {name} does not register.");
        }
    }

    /// <summary>Right after a deployment the portal's roles may not have arrived: what fails while it warms must not end it, as a background service otherwise does.</summary>
    [Fact]
    public void A_portal_that_cannot_be_warmed_is_not_stopped()
    {
        using var provider = Build(Apps.All.Single(app => app.Name == "Portal"));

        Assert.Equal(BackgroundServiceExceptionBehavior.Ignore, provider.GetRequiredService<IOptions<HostOptions>>().Value.BackgroundServiceExceptionBehavior);
    }

    /// <summary>Validates the graph: each registered class can be made of registered parts.</summary>
    private static ServiceProvider Build(AppDefinition app)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Sample(app.Name)).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration);
        var extensions = typeof(AzurePorts).Assembly.GetTypes().Concat(app.Types)
            .Where(type => type is { IsAbstract: true, IsSealed: true })
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Where(method => method.GetParameters().FirstOrDefault()?.ParameterType == typeof(IServiceCollection))
            .ToLookup(method => method.Name, StringComparer.Ordinal);

        var program = File.ReadAllText(Path.Combine(Repository.Root, "functions", app.Name, "Program.cs"));
        foreach (Match call in Registration().Matches(program[program.IndexOf("builder.Services", StringComparison.Ordinal)..]))
        {
            var method = Assert.Single(extensions[call.Groups[1].Value]);
            method.Invoke(null, [.. method.GetParameters().Select(parameter =>
                parameter.ParameterType == typeof(IServiceCollection) ? services
                : parameter.ParameterType == typeof(IConfiguration) ? configuration
                : (object)app.Name)]);
        }

        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static Dictionary<string, string?> Sample(string app)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "functions", app, "local.settings.sample.json")));
        return json.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(value => value.Name.Replace("__", ":", StringComparison.Ordinal), value => value.Value.GetString());
    }

    [GeneratedRegex(@"\.(Add\w+)\(")]
    private static partial Regex Registration();
}
