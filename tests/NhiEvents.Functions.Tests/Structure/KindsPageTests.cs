using System.Text;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Identities.Kinds;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Structure;

/// <summary>docs/kinds.md says what identity-kinds.json says; it comes from the data, so it cannot be wrong for long.</summary>
public sealed class KindsPageTests
{
    [Fact]
    public void The_documented_kinds_are_the_data()
    {
        var expected = Page(KindTable.Shipped);
        var current = Path.Combine(AppContext.BaseDirectory, "kinds.md");
        File.WriteAllText(current, expected);

        var documented = Path.Combine(Repository.Root, "docs", "kinds.md");

        Assert.True(File.Exists(documented) && File.ReadAllText(documented) == expected, "The data has changed: copy kinds.md from the test's output folder to docs/.");
    }

    private static string Page(KindTable table)
    {
        var page = new StringBuilder();
        page.Append("# Kinds of non-human identities\n\n");
        page.Append("From [identity-kinds.json](../shared/NhiEvents.Core/Identities/Kinds/identity-kinds.json), version ").Append(table.Version).Append(". ");
        page.Append("How each kind is recognised, its sources and its remedies are there; `identityKinds` in a [configuration file](registry.md#configuration) replaces it. The first kind that fits is taken; the [registry](registry.md) has the last word.\n\n");
        page.Append("| kind in the registry | in words | findings that say nothing | weighs at most | remedies of its own | exception | protected |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var kind in table.Kinds)
        {
            page.Append(null, $"| `{Camel(kind.Kind)}` | {kind.Name} | {Or(Excluded(kind))} | {Or(kind.AtMost.Select(most => $"{most.Key} {most.Value.ToString().ToLowerInvariant()}"))} | {Or(kind.Remedies.Select(special => special.Key + (special.Value.Instead ? "" : " (first)")).Order(StringComparer.Ordinal))} | {Exception(kind.Exception)} | {(kind.Protected ? "yes" : "")} |\n");
        }

        return page.ToString();
    }

    private static IEnumerable<string> Excluded(KindEntry kind) => kind.Excludes.Concat(kind.ExcludesUntilSeen.Select(finding => finding + " until it was seen at work"));

    private static string Camel(IdentityKind kind) => char.ToLowerInvariant(kind.ToString()[0]) + kind.ToString()[1..];

    private static string Or(IEnumerable<string> texts) => string.Join(", ", texts);

    private static string Exception(ExemptionTerm term) => term switch
    {
        ExemptionTerm.TimeBoxed => "with an end",
        ExemptionTerm.Standing => "standing, reviewed",
        ExemptionTerm.None => "none",
    };
}
