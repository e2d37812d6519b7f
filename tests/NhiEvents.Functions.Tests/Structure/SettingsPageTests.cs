using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NhiEvents.Hosting.Ticketing;
using NhiEvents.Local.Hosting;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Structure;

/// <summary>docs/settings.md says what the options of the apps say; it comes from the code, so it cannot be wrong for long.</summary>
public sealed partial class SettingsPageTests
{
    private const string Head = """
        # Settings

        Every setting of the apps, with its default, as the code has it. In JSON and with `--config` a section is an object; as an environment variable, and on Azure, `:` is `__` (`Exceptions__RemovalsPerHour`, a list
        `Detection__BreakGlassIds__0`). On Azure they stand in [infra/settings.json](../infra/settings.json), by app: `{ "exceptions": { "Exceptions__ApproverGroupId": "…" } }`, then `azd provision`, which sets all settings of an
        app anew. A secret is a Key Vault reference there. A wrong setting stops the start, and all of them are named. Where services are (`ServiceBus:fullyQualifiedNamespace`, `Tables:endpoint` and the like) the templates set.

        """;

    [Fact]
    public void The_documented_settings_are_those_of_the_code()
    {
        var expected = Page();
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "settings.md"), expected);

        var documented = Path.Combine(Repository.Root, "docs", "settings.md");

        Assert.True(File.Exists(documented) && File.ReadAllText(documented) == expected, "The options have changed: copy settings.md from the test's output folder to docs/.");
    }

    [Fact]
    public void Every_choice_for_Azure_is_a_setting_of_its_app()
    {
        using var chosen = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "infra", "settings.json")));

        Assert.Equal(Apps.All.Select(app => app.Name.ToLowerInvariant()).Order(StringComparer.Ordinal), chosen.RootElement.EnumerateObject().Select(app => app.Name).Order(StringComparer.Ordinal));
    }

    /// <summary>The templates name entries of lists, so that what somebody adds by number does not take their place.</summary>
    [Fact]
    public void A_list_takes_entries_by_name_and_by_number()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Detection:TrustedActors:response", "a"), new("Detection:TrustedActors:0", "b")]).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddOptions<Core.Detection.DetectionOptions>().BindConfiguration(Core.Detection.DetectionOptions.Section).Services.BuildServiceProvider();

        Assert.Equal(["a", "b"], services.GetRequiredService<IOptions<Core.Detection.DetectionOptions>>().Value.TrustedActors.Order(StringComparer.Ordinal));
    }

    private static string Page()
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var (section, type, apps) in Sections())
        {
            page.Append(null, $"\n## {section}\n\nApps: {apps}.\n\n| setting | default | what |\n| --- | --- | --- |\n");
            var defaults = Activator.CreateInstance(type)!;
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null).OrderBy(property => property.MetadataToken))
            {
                var required = property.GetCustomAttribute<RequiredAttribute>() is not null;
                page.Append(null, $"| `{property.Name}` | {(required ? "needed" : Shown(property.GetValue(defaults)))} | {Summaries.Value.GetValueOrDefault($"P:{type.FullName!.Replace('+', '.')}.{property.Name}", "")} |\n");
            }
        }

        return page.ToString();
    }

    private static IEnumerable<(string Section, Type Type, string Apps)> Sections() =>
        from app in Apps.All
        let services = Registered(app)
        from type in services.Where(one => one.ServiceType.IsGenericType && one.ServiceType.GetGenericTypeDefinition() == typeof(IOptionsChangeTokenSource<>)).Select(one => one.ServiceType.GetGenericArguments()[0])
        where type.GetField("Section") is not null
        group app.Name by type into users
        let section = (string)users.Key.GetField("Section")!.GetRawConstantValue()!
        orderby section
        select (section, users.Key, string.Join(", ", users.Distinct()));

    private static ServiceCollection Registered(AppDefinition app)
    {
        var services = new ServiceCollection();
        app.Add(services);
        return app.Name == "Ticketing" ? (ServiceCollection)services.AddTicketSystem() : services; // its Program.cs does; on one machine the host decides
    }

    private static string Shown(object? value) => value switch
    {
        null or "" => "",
        bool flag => flag ? "`true`" : "`false`",
        string text => $"`{text}`",
        TimeSpan time => $"`{time.ToString("c", CultureInfo.InvariantCulture)}`",
        IEnumerable many => many.Cast<object>().ToList() is { Count: > 0 } all ? all[0] is string or int && all.Count <= 3 ? $"`{string.Join("`, `", all)}`" : $"{all.Count} entries" : "none",
        IFormattable number when number.GetType().IsPrimitive || number is Enum => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
        _ => "",
    };

    /// <summary>The first paragraph that the code says of each member.</summary>
    private static readonly Lazy<Dictionary<string, string>> Summaries = new(() => Directory.EnumerateFiles(AppContext.BaseDirectory, "NhiEvents.*.xml")
        .SelectMany(file => XDocument.Load(file).Descendants("member"))
        .Where(member => member.Element("summary") is not null)
        .DistinctBy(member => (string)member.Attribute("name")!)
        .ToDictionary(member => (string)member.Attribute("name")!, member => Text(member.Element("summary")!), StringComparer.Ordinal));

    private static string Text(XElement summary) => Spaces().Replace(
        string.Concat(summary.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" } see => $"`{((string?)see.Attribute("cref") ?? "").Split('.')[^1]}`",
            XElement element => $"`{element.Value}`",
            _ => "",
        })),
        " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
