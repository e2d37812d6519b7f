using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.Detection.Sigma.Rules;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Detection.Sigma;

/// <summary>The public rules, where a checkout of SigmaHQ/sigma lies beside this repository (or where NHI_TEST_SIGMA says); they are not ours to ship.</summary>
public sealed class PublicRulesTests
{
    private static readonly string? Checkout = new[] { Environment.GetEnvironmentVariables()["NHI_TEST_SIGMA"] as string, Path.Combine(Repository.Root, "..", "sigma") }
        .FirstOrDefault(path => path is not null && Directory.Exists(Path.Combine(path, "rules")));

    [Theory]
    [InlineData("rules/cloud/azure", 100)]
    [InlineData("rules-threat-hunting/cloud/azure", 1)]
    [InlineData("rules/cloud/m365", 10)]
    public void All_public_rules_for_our_logs_compile_and_have_a_log(string folder, int atLeast)
    {
        Assert.SkipWhen(Checkout is null, "No checkout of SigmaHQ/sigma beside this repository, and NHI_TEST_SIGMA names none.");
        var files = Directory.GetFiles(Path.Combine(Checkout!, folder), "*.yml", SearchOption.AllDirectories);

        var set = SigmaRuleSet.Of(files.Select(file => SigmaRuleFile.Read(File.ReadAllText(file), Path.GetFileName(file))));
        var engine = new SigmaEngine(set);

        Assert.True(files.Length >= atLeast, $"{files.Length} files");
        Assert.DoesNotContain(set.Faults, fault => !fault.IsWarning);
        Assert.Equal(files.Length, set.Rules.Count);
        Assert.All(set.Rules.OfType<DetectionRule>(), rule => Assert.NotEmpty(engine.LogsOf(rule)));
    }

    [Fact]
    public void All_public_rules_of_any_product_compile_but_those_with_placeholders()
    {
        Assert.SkipWhen(Checkout is null, "No checkout of SigmaHQ/sigma beside this repository, and NHI_TEST_SIGMA names none.");
        var files = Directory.GetFiles(Path.Combine(Checkout!, "rules"), "*.yml", SearchOption.AllDirectories);

        var set = SigmaRuleSet.Of(files.Select(file => SigmaRuleFile.Read(File.ReadAllText(file), Path.GetFileName(file))));
        _ = new SigmaEngine(set);

        Assert.DoesNotContain(set.Faults, fault => !fault.IsWarning && !fault.Message.Contains("placeholders", StringComparison.Ordinal));
    }
}
