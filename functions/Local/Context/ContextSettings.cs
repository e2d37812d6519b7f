using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Identities.Directory;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Core.Ingest;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Rules;

namespace NhiEvents.Local.Context;

/// <summary>The options that say what is known beside the logs: registry, directory, configuration. The command line wins over the file.</summary>
internal sealed class ContextSettings
{
    private readonly Option<string?> _registry = new("--registry") { Description = "Your list of non-human identities, JSON or CSV: id or UPN, kind, owner, criticality, tags (docs/registry.md)", HelpName = "FILE" };
    private readonly Option<string[]> _directory = new("--directory") { Description = "Exports of users, servicePrincipals, applications and groups from Microsoft Graph; a file or folder, may be repeated", HelpName = "PATH", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string?> _group = new("--registry-group") { Description = "Id or name of a group in --directory whose members are registered", HelpName = "GROUP" };
    private readonly Option<string?> _config = new("--config") { Description = "These options and all settings in a JSON file (docs/registry.md)", HelpName = "FILE" };

    private readonly Option<string?> _rules = new("--rules") { Description = "Folder or file of Sigma rules to raise findings with; without it, the rules that come with this build", HelpName = "DIR" };

    private bool _withRules;

    /// <param name="withRules">The command raises findings with Sigma rules too; without, none are loaded.</param>
    public void AddTo(Command command, bool withRules = false)
    {
        _withRules = withRules;
        if (withRules)
        {
            command.Options.Add(_rules);
        }

        command.Options.Add(_registry);
        command.Options.Add(_directory);
        command.Options.Add(_group);
        command.Options.Add(_config);
    }

    /// <param name="exports">Exports of the directory beside those that the options name.</param>
    /// <param name="matching">Rows will be tried with the rules in this process.</param>
    /// <exception cref="HostRefusalException">A file has faults.</exception>
    public ContextInput Read(ParseResult parsed, IReadOnlyList<string>? exports = null, bool matching = false)
    {
        var config = parsed.GetValue(_config) is { } path ? ConfigFile.Read(path) : ConfigFile.None;
        var rules = Task.Run(() => ReadRules(parsed, matching)); // beside the data: each takes a third of a second
        var data = DataFiles.Load(config.Path(ConfigNames.EvidenceRules), config.Path(ConfigNames.IdentityKinds), config.Path(ConfigNames.ErrorCodes));
        var (set, ready) = rules.GetAwaiter().GetResult();
        data = data with { Rules = set, Ready = ready };
        var registry = parsed.GetValue(_registry) ?? config.Path(ConfigNames.Registry);
        IReadOnlyList<string> directory = [.. parsed.GetValue(_directory) is { Length: > 0 } paths ? paths : config.Paths(ConfigNames.Directory), .. exports ?? []];
        var files = new ContextFiles();
        var index = files.Read(registry, directory, parsed.GetValue(_group) ?? config.Option(ConfigNames.RegistryGroup), data.Kinds);
        var sources = new HashSet<string>(StringComparer.Ordinal);
        if (registry is not null)
        {
            sources.Add(FactsSources.Registry);
        }

        if (directory.Count > 0)
        {
            sources.Add(FactsSources.Directory);
        }

        return new ContextInput(config, data, index, sources, files.Notes) { Directory = files.Export };
    }

    private (SigmaRuleSet Set, ReadyRules? Ready) ReadRules(ParseResult parsed, bool matching)
    {
        var set = _withRules ? RuleFolder.ReadWhole(parsed.GetValue(_rules)) : SigmaRuleSet.None;
        return (set, matching ? new ReadyRules(set) : null);
    }
}

/// <summary>What is known beside the logs.</summary>
/// <param name="Sources">Which sources were given: those are replaced as a whole.</param>
/// <param name="Notes">What was left aside, one line each.</param>
internal sealed record ContextInput(ConfigFile Config, DataFiles Data, IdentityFactsIndex Facts, IReadOnlySet<string> Sources, IReadOnlyList<string> Notes)
{
    /// <summary>Groups and their members.</summary>
    public DirectoryExport Directory { get; init; } = new();

    public void WriteNotes(TextWriter output)
    {
        foreach (var note in Notes)
        {
            output.WriteLine(note);
        }
    }

    /// <summary>Detection's settings, for who decides without its app.</summary>
    /// <exception cref="HostRefusalException">A setting is out of its limits: what the app would not start with.</exception>
    public DetectionOptions ReadDetection() => Read(DetectionOptions.Section, new DetectionOptionsValidator());

    /// <summary>Ingest's settings, for who keeps and drops rows without its app.</summary>
    /// <inheritdoc cref="ReadDetection" path="exception"/>
    public IngestOptions ReadIngest() => Read(IngestOptions.Section, new IngestOptionsValidator());

    /// <summary>What shows that an identity is no person: the rules, and what is known of some.</summary>
    /// <inheritdoc cref="ReadDetection" path="exception"/>
    public EvidenceRules ReadRules() => Data.Evidence.Knowing(Facts).Registering(ReadIngest().RegisteredIds);

    private T Read<T>(string section, IValidateOptions<T> validator)
        where T : class, new()
    {
        var options = Config.Settings.GetSection(section).Get<T>() ?? new T();
        var result = validator.Validate(null, options);
        return result.Failed ? throw new HostRefusalException($"{section}: {string.Join("; ", result.Failures)}") : options;
    }

    public static ContextInput None { get; } = new(ConfigFile.None, DataFiles.Shipped, IdentityFactsIndex.Empty, new HashSet<string>(), []);
}
