using System.Text.RegularExpressions;
using System.Xml.Linq;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Structure;

/// <summary>References point one way: functions → Hosting → Azure → Core → Contracts; Embedded is for this machine only.</summary>
public sealed partial class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["NhiEvents.Contracts"] = [],
        ["NhiEvents.Core"] = ["NhiEvents.Contracts"],
        ["NhiEvents.Azure"] = ["NhiEvents.Core"],
        ["NhiEvents.Embedded"] = ["NhiEvents.Core"],
        ["NhiEvents.Hosting"] = ["NhiEvents.Azure", "NhiEvents.Core"],
    };

    [Fact]
    public void Shared_projects_reference_only_what_is_below_them()
    {
        foreach (var (project, allowed) in Allowed)
        {
            var references = References(Path.Combine(Repository.Root, "shared", project, project + ".csproj"));

            Assert.Empty(references.Except(allowed));
        }
    }

    [Fact]
    public void No_app_references_another_app_or_the_embedded_ports()
    {
        foreach (var project in AppProjects())
        {
            Assert.Equal(["NhiEvents.Hosting"], References(project));
        }
    }

    [Fact]
    public void Functions_live_only_in_the_apps()
    {
        var strays = Sources("shared").Concat(Sources("functions/Local")).Where(file => FunctionAttribute().IsMatch(File.ReadAllText(file)));

        Assert.Empty(strays);
    }

    [Fact]
    public void Core_and_contracts_see_no_platform_type()
    {
        var strays = from file in Sources("shared/NhiEvents.Core").Concat(Sources("shared/NhiEvents.Contracts"))
                     from line in File.ReadLines(file)
                     where PlatformUsing().IsMatch(line)
                     select $"{Path.GetRelativePath(Repository.Root, file)}: {line}";

        Assert.Empty(strays);
    }

    /// <summary>Slices talk through Contracts. Identities, Events, State and Ports are what slices stand on, not slices themselves.</summary>
    [Fact]
    public void No_slice_uses_another_slice()
    {
        string[] slices = ["Detection", "Ingest", "Portal", "Response", "Exceptions", "Rotation", "Ticketing"];
        var strays = from slice in slices
                     let folder = Path.Combine(Repository.Root, "shared/NhiEvents.Core", slice)
                     where Directory.Exists(folder)
                     from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                     from other in slices
                     where other != slice && File.ReadAllText(file).Contains($"using NhiEvents.Core.{other}", StringComparison.Ordinal)
                     select $"{Path.GetRelativePath(Repository.Root, file)} uses {other}";

        Assert.Empty(strays);
    }

    [Fact]
    public void Program_files_of_the_apps_are_at_most_ten_lines()
    {
        foreach (var project in AppProjects())
        {
            var lines = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(project)!, "Program.cs"));

            Assert.InRange(lines.Length, 1, 10);
        }
    }

    [Fact]
    public void Apps_that_will_write_to_entra_have_no_http_functions()
    {
        foreach (var app in new[] { "Exceptions", "Rotation", "Response" })
        {
            Assert.DoesNotContain(Sources("functions/" + app), file => File.ReadAllText(file).Contains("[HttpTrigger", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> AppProjects() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "functions"), "NhiEvents.Functions.*.csproj", SearchOption.AllDirectories);

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(project).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex(@"^\s*\[Function\(", RegexOptions.Multiline)]
    private static partial Regex FunctionAttribute();

    [GeneratedRegex(@"^using (Azure\.|Microsoft\.Azure\.|Microsoft\.Data\.Sqlite|Microsoft\.Graph)")]
    private static partial Regex PlatformUsing();
}
