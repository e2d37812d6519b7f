using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>Which Azure services the suites may use: the one place where the settings for it are read.</summary>
internal static class AzureEndpoints
{
    private const string Prefix = "NHI_TEST_";

    private static readonly IConfiguration Settings = new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build();

    /// <summary>Connection string of a storage account, or Azurite's (<c>UseDevelopmentStorage=true</c>). The suite makes its own table, and empties it.</summary>
    public static string Tables() => Get("TABLES", "the connection string of a storage account, or UseDevelopmentStorage=true for Azurite");

    /// <summary>Connection string of a namespace, or the emulator's. It holds the entities of <see cref="ContractTopology"/>; the suite empties them.</summary>
    public static string ServiceBus() => Get(
        "SERVICEBUS",
        "the connection string of a Service Bus namespace, or its emulator, that has the entities of ContractTopology and has not seen this suite within their duplicate window");

    private static string Get(string name, string what)
    {
        Assert.SkipWhen(
            typeof(TableClient).Assembly.GetName().Name == "AzureSurface",
            $"This build has only declarations of the Azure packages. Run dotnet test -p:AzurePackages=feed with {Prefix}{name} set to {what}.");
        Assert.SkipUnless(Settings[name] is { Length: > 0 }, $"Set {Prefix}{name} to {what}.");
        return Settings[name]!;
    }
}
