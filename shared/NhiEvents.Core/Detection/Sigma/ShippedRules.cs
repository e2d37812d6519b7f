namespace NhiEvents.Core.Detection.Sigma;

/// <summary>The rules that come with this build: <c>shared/rules</c>.</summary>
public static class ShippedRules
{
    private const string Prefix = "NhiEvents.Core.Rules/";

    /// <exception cref="InvalidDataException">A shipped rule has an error.</exception>
    public static SigmaRuleSet Load()
    {
        var set = SigmaRuleSet.Of(Files().Select(file => SigmaRuleFile.Read(file.Text, file.Name)));
        var errors = set.Faults.Where(fault => !fault.IsWarning).Select(fault => fault.ToString()).ToList();
        return errors.Count == 0 ? set : throw DataFile.Faulty("shared/rules", errors);
    }

    /// <summary>Names as in the repository below <c>shared/rules</c>, in order.</summary>
    public static IEnumerable<(string Name, string Text)> Files()
    {
        var assembly = typeof(ShippedRules).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name[Prefix.Length..].Replace('\\', '/'), reader.ReadToEnd());
        }
    }
}
