using System.Text.Json;
using System.Text.RegularExpressions;
using NhiEvents.Local.Hosting;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Infra;

/// <summary>What a provision sets: all that an app needs on Azure, and all that the environment says.</summary>
public sealed class DeployedSettingsTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "infra");

    private static readonly string Main = File.ReadAllText(Path.Combine(Folder, "main.bicep"));

    [Fact]
    public void Every_address_and_schedule_of_a_sample_is_set_by_the_deployment()
    {
        var set = Regex.Matches(Main + File.ReadAllText(Path.Combine(Folder, "modules", "app.bicep")), @"^\s+'?([A-Za-z][\w.]*)'?: ", RegexOptions.Multiline).Select(name => name.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        foreach (var app in Apps.All)
        {
            using var sample = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "functions", app.Name, "local.settings.sample.json")));
            var needed = sample.RootElement.GetProperty("Values").EnumerateObject()
                .Where(value => !value.Name.Contains("__", StringComparison.Ordinal) || value.Value.GetString()!.Contains("your-", StringComparison.Ordinal) || value.Value.GetString()!.Contains("youraccount", StringComparison.Ordinal))
                .Select(value => value.Name).Where(name => name != "FUNCTIONS_WORKER_RUNTIME"); // Flex has it in functionAppConfig

            Assert.Empty(needed.Except(set).Select(name => $"{app.Name}: {name}"));
        }
    }

    /// <summary>A provision sets everything anew: what a pipeline does not pass on is gone.</summary>
    [Fact]
    public void Every_value_of_the_environment_reaches_a_provision_by_either_pipeline()
    {
        var values = Regex.Matches(File.ReadAllText(Path.Combine(Folder, "main.parameters.json")), @"\$\{(NHI_\w+)").Select(value => value.Groups[1].Value).ToList();

        Assert.InRange(values.Count, 5, 50);
        foreach (var pipeline in new[] { Path.Combine(".github", "workflows", "deploy.yml"), "azure-pipelines.yml" })
        {
            var text = File.ReadAllText(Path.Combine(Repository.Root, pipeline));
            Assert.Empty(values.Where(value => !text.Contains($"{value}: ", StringComparison.Ordinal)).Select(value => $"{pipeline}: {value}"));
        }
    }

    /// <summary>Without its tenant an app looks at nothing by itself, and without its own ids it takes its own writes for somebody else's.</summary>
    [Theory]
    [InlineData("Rotation__TenantId")]
    [InlineData("Exceptions__TenantId")]
    [InlineData("Ingest__TenantId")]
    [InlineData("Exceptions__OwnIds__object")]
    [InlineData("Exceptions__OwnIds__client")]
    [InlineData("Ticketing__Webhooks__BehindFrontEnd")]
    [InlineData("Response__PortalAddress")]
    public void What_an_app_cannot_work_without_on_azure_is_set(string setting) => Assert.Matches($@"\b{setting}: ", Main);
}
