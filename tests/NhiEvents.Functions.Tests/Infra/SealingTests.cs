using System.Text.RegularExpressions;
using NhiEvents.Local.Hosting;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Infra;

/// <summary>The apps that keep a ledger: in the code, in their start and in the templates.</summary>
public sealed class SealingTests
{
    [Fact]
    public void Each_has_a_timer_a_store_and_a_container_of_its_own()
    {
        var keepers = Regex.Matches(Regex.Match(Template("main.bicep"), @"var ledgerApps = \[(.*)\]").Groups[1].Value, @"'(\w+)'").Select(name => name.Groups[1].Value).ToList();
        var withStore = Apps.All.Where(app => File.ReadAllText(Path.Combine(Repository.Root, "functions", app.Name, "Program.cs")).Contains(".AddSeals()", StringComparison.Ordinal));

        Assert.NotEmpty(keepers);
        Assert.Equal(keepers, Names(Apps.WithLedger));
        Assert.Equal(keepers, Names(withStore));
        Assert.Contains("Seals__endpoint: '${state.outputs.sealEndpoint}seals-${app}'", Template("main.bicep"), StringComparison.Ordinal);
        Assert.Contains("name: 'seals-${app}'", Template("modules/state.bicep"), StringComparison.Ordinal);
        Assert.Contains("name: '${sealAccountName}/default/seals-${app}'", Template("modules/rbac.bicep"), StringComparison.Ordinal);
    }

    private static string Template(string name) => File.ReadAllText(Path.Combine(Repository.Root, "infra", name));

    private static IEnumerable<string> Names(IEnumerable<AppDefinition> apps) => apps.Select(app => app.Name.ToLowerInvariant()).Order(StringComparer.Ordinal);
}
