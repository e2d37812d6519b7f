using System.Text;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Rules;

/// <summary>Reads the rules below a folder.</summary>
internal static class RuleFolder
{
    private static readonly HashSet<string> Endings = new(StringComparer.OrdinalIgnoreCase) { ".yml", ".yaml" };

    /// <param name="path">A folder or a file; null for the rules that come with this build.</param>
    /// <exception cref="HostRefusalException">The path does not exist, cannot be read or holds no rule file.</exception>
    public static SigmaRuleSet Read(string? path)
    {
        if (path is null)
        {
            return ShippedRules.Load();
        }

        var files = FilesOf(path);
        return files.Count > 0
            ? SigmaRuleSet.Of(files.Select(file => SigmaRuleFile.Read(TextOf(file), Shown(file, path))))
            : throw new HostRefusalException($"{path} holds no .yml or .yaml file. Give the folder of your Sigma rules.");
    }

    /// <summary>The rules to run with: a fault in any of them stops the start, so that nobody believes in a rule that is not there.</summary>
    /// <inheritdoc cref="Read" path="param"/>
    /// <exception cref="HostRefusalException">As <see cref="Read"/>, or a rule has an error; all are named.</exception>
    public static SigmaRuleSet ReadWhole(string? path)
    {
        var rules = Read(path);
        var errors = rules.Faults.Where(fault => !fault.IsWarning).Select(fault => "\n  - " + ResultTable.Printable(fault.ToString())).ToList();
        return errors.Count == 0 ? rules : throw new HostRefusalException($"--rules {path}: {errors.Count} error(s); nothing was started:{string.Concat(errors)}");
    }

    /// <summary>How many rule files there are.</summary>
    public static int Count(string? path) => path is null ? ShippedRules.Files().Count() : FilesOf(path).Count;

    private static List<string> FilesOf(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(file => Endings.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal)]
            : throw new HostRefusalException($"{path} does not exist. Give the folder of your Sigma rules.");
    }

    /// <summary>One character too many is enough to be told that the file is too large.</summary>
    private static string TextOf(string file)
    {
        using var reader = new StreamReader(file, Encoding.UTF8);
        var text = new char[SigmaRuleFile.MaxLength + 1];
        var length = reader.ReadBlock(text);
        return new string(text, 0, length);
    }

    private static string Shown(string file, string path) => File.Exists(path) ? Path.GetFileName(file) : Path.GetRelativePath(path, file).Replace('\\', '/');
}
