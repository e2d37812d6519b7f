using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Functions.Tests.Local;
using NhiEvents.Local.Hosting;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Infra;

/// <summary>The templates against the code that they deploy: what has a name on both sides must have the same.</summary>
public sealed partial class BicepTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "infra");

    private static readonly Dictionary<string, string> Templates = Directory.EnumerateFiles(Folder, "*.bicep", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetFileName(file)!, File.ReadAllText, StringComparer.Ordinal);

    private static readonly string[] AppNames = [.. Apps.All.Select(app => Lower(app.Name))];

    [Fact]
    public void The_apps_are_those_of_the_code_and_of_azd()
    {
        var list = Strings(Regex.Match(Templates["main.bicep"], @"var appNames = \[(.*)\]").Groups[1].Value);
        var services = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "azure.yaml")), @"^  (\w+):\n    project: \./functions/(\w+)$", RegexOptions.Multiline);

        Assert.Equal(AppNames, list);
        Assert.Equal(AppNames, services.Select(service => service.Groups[1].Value));
        Assert.Equal(Apps.All.Select(app => app.Name), services.Select(service => service.Groups[2].Value));
    }

    [Fact]
    public void What_an_alert_looks_for_is_what_a_warning_in_the_code_says()
    {
        var warnings = Directory.EnumerateFiles(Path.Combine(Repository.Root, "shared"), "Log.cs", SearchOption.AllDirectories)
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"LoggerMessage\(\d+, LogLevel\.(?:Warning|Error), ""([^""]*)""")).Select(message => message.Groups[1].Value).ToList();
        var phrases = Regex.Matches(Templates["alerts.bicep"], "phrase: '([^']*)'").Select(phrase => phrase.Groups[1].Value).ToList();

        Assert.NotEmpty(phrases);
        Assert.All(phrases, phrase => Assert.Contains(warnings, warning => warning.Contains(phrase, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Each_app_may_receive_what_its_functions_read_and_nothing_else()
    {
        var map = Regex.Match(Templates["rbac.bicep"], @"var readers = \{(.*?)\n\}", RegexOptions.Singleline).Groups[1].Value;
        var owners = Regex.Matches(map, @"(\w+): '(\w+)'").ToDictionary(pair => pair.Groups[1].Value, pair => pair.Groups[2].Value, StringComparer.Ordinal);
        await using var bench = await LocalBench.CreateAsync();

        foreach (var function in bench.Host.AppList.SelectMany(app => app.Functions))
        {
            if (function.Trigger is ServiceBusTriggerAttribute trigger)
            {
                var entity = trigger.QueueName ?? trigger.SubscriptionName!;
                Assert.True(owners.TryGetValue(entity.Split('-')[0], out var owner), $"'{entity.Split('-')[0]}' is missing in readers of rbac.bicep.");
                Assert.Equal(Lower(function.App), owner);
            }
        }
    }

    [Fact]
    public void Every_local_sign_in_is_off_but_the_one_that_diagnostic_settings_need()
    {
        foreach (var (file, resource) in Resources())
        {
            var expected = resource switch
            {
                _ when resource.Contains("'Microsoft.Storage/storageAccounts@", StringComparison.Ordinal) => "allowSharedKeyAccess: false",
                _ when resource.Contains("'Microsoft.ServiceBus/namespaces@", StringComparison.Ordinal) || resource.Contains("'Microsoft.EventGrid/topics@", StringComparison.Ordinal) => "disableLocalAuth: true",
                _ when resource.Contains("'Microsoft.OperationalInsights/workspaces@", StringComparison.Ordinal) => "disableLocalAuth: true",
                _ when resource.Contains("'Microsoft.Insights/components@", StringComparison.Ordinal) => "DisableLocalAuth: true",
                _ when resource.Contains("'Microsoft.EventHub/namespaces@", StringComparison.Ordinal) => "disableLocalAuth: false",
                _ when resource.Contains("'Microsoft.KeyVault/vaults@", StringComparison.Ordinal) => "enableRbacAuthorization: true",
                _ when resource.Contains("basicPublishingCredentialsPolicies@", StringComparison.Ordinal) => "allow: false",
                _ => null,
            };

            Assert.True(expected is null || resource.Contains(expected, StringComparison.Ordinal), $"{file}: {resource.Split('\n')[0]} lacks {expected}.");
        }
    }

    /// <summary>A right on the namespace would be one on whatever else somebody puts there.</summary>
    [Fact]
    public void Nobody_may_receive_from_a_whole_namespace_of_service_bus_and_only_the_portal_what_is_not_its_own()
    {
        var receivers = Resources().Where(one => one.File == "rbac.bicep" && one.Resource.Contains("'Azure Service Bus Data Receiver'", StringComparison.Ordinal)).Select(one => one.Resource).ToList();

        Assert.All(receivers, one => Assert.Matches(@"scope: (queues|topicReaders)\[i\]", one));
        Assert.Equal(["deadLettersOfQueue", "deadLettersOfSubscription"], receivers.Where(one => one.Contains("principals.portal", StringComparison.Ordinal)).Select(one => one.Split(' ')[1]));
    }

    [Fact]
    public void No_key_leaves_a_template()
    {
        foreach (var (file, text) in Templates)
        {
            Assert.DoesNotMatch(@"list\w*Keys?\(|listKeys|AccountKey|SharedAccessKey|primaryKey", text);
            foreach (Match output in Regex.Matches(text, @"^output (\w+) .*$", RegexOptions.Multiline))
            {
                Assert.False(Regex.IsMatch(output.Groups[1].Value, "(?i)key|secret|connection|sas|password"), $"{file}: {output.Value}");
            }
        }
    }

    [Fact]
    public void One_type_has_one_version()
    {
        var versions = Templates.Values.SelectMany(text => Regex.Matches(text, @"'(Microsoft\.[\w./]+)@([\d-]+(?:-preview)?)'")).ToLookup(use => use.Groups[1].Value, use => use.Groups[2].Value);

        Assert.All(versions, type => Assert.Single(type.Distinct()));
        Assert.DoesNotContain(versions.SelectMany(type => type), version => version.EndsWith("preview", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_parameter_and_module_is_described_and_every_module_is_used()
    {
        foreach (var (file, text) in Templates)
        {
            Assert.All(Regex.Matches(text, @"^(.*)\n(?:@\w+\(.*\)\n)*param (\w+)", RegexOptions.Multiline), parameter =>
                Assert.Matches(@"@description\(|^param ", parameter.Value));
            Assert.Equal(Regex.Count(text, @"^param ", RegexOptions.Multiline), Regex.Count(text, @"@description\(.*\)\n(@\w+\(.*\)\n)*param ", RegexOptions.Multiline));
            Assert.True(file is "main.bicep" or "subscriptions.bicep" || Templates["main.bicep"].Contains($"'modules/{file}'", StringComparison.Ordinal), $"{file} is used by nobody.");
        }
    }

    [Fact]
    public void Each_size_gives_every_parameter_that_has_no_default()
    {
        var needed = Regex.Matches(Templates["main.bicep"], @"^param (\w+) \w+$", RegexOptions.Multiline).Select(parameter => parameter.Groups[1].Value).Order().ToList();
        using var azd = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "main.parameters.json")));

        Assert.Empty(needed.Except(azd.RootElement.GetProperty("parameters").EnumerateObject().Select(parameter => parameter.Name)));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "parameters"), "*.bicepparam"))
        {
            Assert.Equal(needed, Regex.Matches(File.ReadAllText(file), @"^param (\w+) =", RegexOptions.Multiline).Select(parameter => parameter.Groups[1].Value).Order());
        }
    }

    [Fact]
    public void Event_grid_speaks_cloud_events_in_and_out_and_dead_letters()
    {
        Assert.Contains("inputSchema: 'CloudEventSchemaV1_0'", Templates["events.bicep"], StringComparison.Ordinal);
        Assert.Contains("eventDeliverySchema: 'CloudEventSchemaV1_0'", Templates["subscriptions.bicep"], StringComparison.Ordinal);
        var container = Regex.Match(Templates["subscriptions.bicep"], @"blobContainerName: '([\w-]+)'").Groups[1].Value;
        Assert.Contains($"name: '{container}'", Templates["state.bicep"], StringComparison.Ordinal);
        Assert.Contains($"/default/{container}'", Templates["rbac.bicep"], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_address_each_event_goes_to_the_queue_of_the_app_that_it_is_for()
    {
        var map = Regex.Match(Templates["subscriptions.bicep"], @"var queueOf = \{(.*?)\n\}", RegexOptions.Singleline).Groups[1].Value;

        Assert.Equal(
            PoisonTests.RetryQueues.Select(one => (one.App, one.Queue)).Order(),
            Regex.Matches(map, @"(\w+): '([\w-]+)'").Select(pair => (pair.Groups[1].Value, pair.Groups[2].Value)).Order());
    }

    /// <summary>A compiler refuses it; there is none where these tests run.</summary>
    [Fact]
    public void No_object_names_a_property_twice()
    {
        foreach (var (file, text) in Templates)
        {
            Assert.Empty(BicepObjects.Twice(text).Select(name => $"{file}: {name}"));
        }
    }

    [Theory]
    [InlineData("var a = {\n  b: 1\n  b: 2\n}", "b")]
    [InlineData("var a = {\n  b: { c: 1, c: 2 }\n}", "c")]
    [InlineData("var a = {\n  b: { c: 1 }\n  'd.e': { c: 2 }\n  f: '${x}{ b: 1 }'\n} // b: 1", null)]
    [InlineData("resource r 't' = [for x in xs: {\n  name: x\n  properties: role(y, { name: 1 })\n}]", null)]
    public void A_property_that_is_named_twice_is_seen(string text, string? name) => Assert.Equal(name, BicepObjects.Twice(text).SingleOrDefault());

    /// <summary>Every one was compared with Azure's published type descriptions, property by property (infra/README.md). Compare a new one before it is added here.</summary>
    [Fact]
    public void Only_types_and_versions_are_used_that_were_compared_with_what_azure_publishes()
    {
        string[] compared =
        [
            "Microsoft.Authorization/roleAssignments@2022-04-01",
            "Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15",
            "Microsoft.EventGrid/systemTopics@2025-02-15",
            "Microsoft.EventGrid/topics/eventSubscriptions@2025-02-15",
            "Microsoft.EventGrid/topics@2025-02-15",
            "Microsoft.EventHub/namespaces/authorizationRules@2024-01-01",
            "Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01",
            "Microsoft.EventHub/namespaces/eventhubs@2024-01-01",
            "Microsoft.EventHub/namespaces@2024-01-01",
            "Microsoft.Insights/actionGroups@2023-01-01",
            "Microsoft.Insights/components@2020-02-02",
            "Microsoft.Insights/metricAlerts@2018-03-01",
            "Microsoft.Insights/scheduledQueryRules@2023-12-01",
            "Microsoft.Insights/workbooks@2023-06-01",
            "Microsoft.KeyVault/vaults@2024-11-01",
            "Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30",
            "Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01",
            "Microsoft.Network/privateDnsZones@2024-06-01",
            "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01",
            "Microsoft.Network/privateEndpoints@2024-05-01",
            "Microsoft.Network/virtualNetworks@2024-05-01",
            "Microsoft.OperationalInsights/workspaces@2023-09-01",
            "Microsoft.Resources/resourceGroups@2024-03-01",
            "Microsoft.ServiceBus/namespaces/networkRuleSets@2024-01-01",
            "Microsoft.ServiceBus/namespaces/queues@2024-01-01",
            "Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2024-01-01",
            "Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01",
            "Microsoft.ServiceBus/namespaces/topics@2024-01-01",
            "Microsoft.ServiceBus/namespaces@2024-01-01",
            "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2024-01-01",
            "Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01",
            "Microsoft.Storage/storageAccounts/blobServices@2024-01-01",
            "Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01",
            "Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01",
            "Microsoft.Storage/storageAccounts/tableServices@2024-01-01",
            "Microsoft.Storage/storageAccounts@2024-01-01",
            "Microsoft.Web/serverfarms@2024-04-01",
            "Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01",
            "Microsoft.Web/sites/config@2024-04-01",
            "Microsoft.Web/sites@2024-04-01",
        ];

        Assert.Equal(compared, Templates.Values.SelectMany(text => Regex.Matches(text, @"'(Microsoft\.[\w./]+@[\d-]+)'")).Select(use => use.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>What costs nothing by itself is not in it: parts of a resource, roles, networks, identities.</summary>
    [Fact]
    public void Every_billed_resource_stands_in_the_costs_with_its_feature()
    {
        string[] free = ["Microsoft.Resources/resourceGroups", "Microsoft.Authorization/roleAssignments", "Microsoft.ManagedIdentity/userAssignedIdentities", "Microsoft.Network/virtualNetworks", "Microsoft.Insights/actionGroups", "Microsoft.Insights/workbooks", "Microsoft.Web/sites"];
        var made = Templates.Values.SelectMany(text => Regex.Matches(text, @"^resource \w+ '(Microsoft\.\w+/\w+)@[\d-]+' = ", RegexOptions.Multiline)).Select(use => use.Groups[1].Value).Distinct().Except(free);

        var rows = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "cost.md")), @"^\| `(Microsoft\.[\w/]+)` \|[^|]+\|[^|]+\| [^|]+ \|$", RegexOptions.Multiline).Select(row => row.Groups[1].Value);

        Assert.Equal(made.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Names_depend_on_the_environment_alone()
    {
        foreach (var (file, text) in Templates)
        {
            Assert.DoesNotMatch(@"newGuid\(|utcNow\(|uniqueString\(deployment", text);
            Assert.True(Regex.Count(text, @"uniqueString\(") == (file == "main.bicep" ? 1 : 0), file);
        }
    }

    [Fact]
    public void Every_alert_watches_an_app_or_a_metric_by_name()
    {
        using var workbook = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "workbook.json")));
        Assert.Equal("Notebook/1.0", workbook.RootElement.GetProperty("version").GetString());
        foreach (var app in Apps.All)
        {
            var sweep = app.Types.SelectMany(type => type.GetMethods()).SelectMany(method => method.GetCustomAttributes(typeof(FunctionAttribute), false)).Cast<FunctionAttribute>();
            Assert.Contains(sweep, function => string.Equals(function.Name, "Sweep" + app.Name, StringComparison.Ordinal)); // the heartbeat's query names it
        }
    }

    /// <summary>Resource Manager refuses a site or its settings with one of these; what they say stands in <c>functionAppConfig</c>.</summary>
    [Fact]
    public void No_setting_is_made_that_flex_consumption_refuses() =>
        Assert.DoesNotMatch(
            @"(?i)\b(ftpsState|alwaysOn|\w+FxVersion|use32BitWorkerProcess|preWarmedInstanceCount|functionAppScaleLimit|minimumElasticInstanceCount|(dotnet|netFramework|java|node|python|powerShell|php)Version|containerSize|isXenon|FUNCTIONS_\w+|WEBSITE_\w+|SCM_DO_BUILD\w*|ENABLE_ORYX_BUILD)\b",
            Templates["app.bicep"] + Templates["main.bicep"] + File.ReadAllText(Path.Combine(Folder, "settings.json")));

    /// <summary>The first deployment makes them before any telemetry has come, so before there is a table to try a query on.</summary>
    [Fact]
    public void No_query_of_an_alert_is_tried_when_its_rule_is_made()
    {
        var rules = Resources().Where(one => one.Resource.Contains("scheduledQueryRules@", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(rules);
        Assert.All(rules, rule => Assert.Contains("skipQueryValidation: true", rule.Resource, StringComparison.Ordinal));
    }

    private static IEnumerable<(string File, string Resource)> Resources() =>
        from template in Templates
        from Match resource in ResourceText().Matches(template.Value)
        where !resource.Value.Contains("' existing = ", StringComparison.Ordinal)
        select (template.Key, resource.Value);

    private static IEnumerable<string> Strings(string list) => Regex.Matches(list, "'([^']*)'").Select(text => text.Groups[1].Value);

#pragma warning disable CA1308 // Names of resources are lower case.
    private static string Lower(string name) => name.ToLowerInvariant();
#pragma warning restore CA1308

    /// <summary>From its declaration to a closing bracket at the beginning of a line.</summary>
    [GeneratedRegex(@"^resource \w+ '.*?^[}\]]+", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ResourceText();
}
