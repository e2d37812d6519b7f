using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Core.Identities.Facts;

namespace NhiEvents.Core.Identities;

/// <summary>What in one log row shows automation: versioned data, replaceable by the operator.</summary>
/// <remarks>Immutable. The shipped file leaves out what people send as well: browsers, Office, Outlook's and phones' mail protocols.</remarks>
public sealed class EvidenceRules
{
    internal const string ResourceName = "NhiEvents.Core.Identities.evidence-rules.json";

    private static readonly Lazy<EvidenceRules> LazyShipped = new(() => DataFile.LoadShipped(ResourceName, "evidence-rules.json", Load));

    private const string Digits = "0123456789";

    private const string Separators = "-_.+ ";

    private readonly EvidenceRulesFile _file;
    private readonly FrozenSet<string> _legacyClients;
    private readonly FrozenSet<string> _words;
    private readonly SearchValues<string> _toolUserAgents;
    private readonly FrozenDictionary<string, string> _commandLineApps;
    private readonly FrozenSet<int> _unprovenCodes;
    private readonly FrozenSet<string> _personalClients;
    private readonly SearchValues<string> _personalUserAgents;
    private readonly FrozenSet<string> _registered;

    private EvidenceRules(EvidenceRulesFile file, IdentityFactsIndex known, FrozenSet<string> registered)
    {
        (_file, Known, _registered) = (file, known, registered);
        _legacyClients = file.LegacyClients.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _words = file.AccountNames.Words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _toolUserAgents = SearchValues.Create([.. file.ToolUserAgents], StringComparison.OrdinalIgnoreCase);
        _commandLineApps = file.CommandLineApps.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _unprovenCodes = file.UnprovenCodes.ToFrozenSet();
        _personalClients = (file.PersonalMail?.Clients ?? []).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _personalUserAgents = SearchValues.Create([.. file.PersonalMail?.UserAgents ?? []], StringComparison.OrdinalIgnoreCase);
    }

    private EvidenceRules(EvidenceRules rules, IdentityFactsIndex known, FrozenSet<string> registered)
    {
        (_file, Known, _registered) = (rules._file, known, registered);
        (_legacyClients, _words, _toolUserAgents, _commandLineApps, _unprovenCodes) = (rules._legacyClients, rules._words, rules._toolUserAgents, rules._commandLineApps, rules._unprovenCodes);
        (_personalClients, _personalUserAgents) = (rules._personalClients, rules._personalUserAgents);
    }

    /// <summary>The rules that come with the product.</summary>
    public static EvidenceRules Shipped => LazyShipped.Value;

    public string Version => _file.Version;

    /// <summary>What is known without looking at a row; it is evidence as well.</summary>
    internal IdentityFactsIndex Known { get; }

    /// <summary>These rules, for somebody who has a registry or a directory.</summary>
    public EvidenceRules Knowing(IdentityFactsIndex known) => new(this, known, _registered);

    /// <summary>These rules, for somebody whose configuration names non-human identities.</summary>
    /// <param name="ids">Object ids, and SIDs of accounts in Active Directory.</param>
    public EvidenceRules Registering(IEnumerable<string> ids) => new(this, Known, ids.ToFrozenSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>Reads rules in the form of evidence-rules.json.</summary>
    /// <exception cref="InvalidDataException">The file has faults; the message lists all of them.</exception>
    public static EvidenceRules Load(Stream json, string name)
    {
        var file = DataFile.Parse(json, name, EvidenceRulesJson.Default.EvidenceRulesFile);
        var faults = file?.Faults().ToList() ?? ["the file holds null"];
        return file is not null && faults.Count == 0
            ? new EvidenceRules(file, IdentityFactsIndex.Empty, FrozenSet<string>.Empty)
            : throw DataFile.Faulty(name, faults);
    }

    internal bool IsRegistered(string id) => _registered.Contains(id);

    internal bool IsLegacyClient(string? clientApp) => clientApp is not null && _legacyClients.Contains(clientApp);

    internal bool IsCommandLineApp(string? appId) => appId is not null && _commandLineApps.ContainsKey(appId);

    internal bool IsToolUserAgent(string? userAgent) =>
        userAgent is not null && userAgent.AsSpan().ContainsAny(_toolUserAgents);

    /// <summary>Whether the sign-in is that of a program with which people read their mail.</summary>
    internal bool IsPersonalMail(string? clientApp, string? userAgent) =>
        (clientApp is not null && _personalClients.Contains(clientApp)) || (userAgent is not null && userAgent.AsSpan().ContainsAny(_personalUserAgents));

    /// <summary>Whether somebody who knows nothing of an account can cause this result for it.</summary>
    internal bool IsUnproven(int code) => _unprovenCodes.Contains(code);

    /// <summary>Whether an account name is one that a program bears. The name is the part before the <c>@</c>.</summary>
    internal bool IsAutomationName(ReadOnlySpan<char> name)
    {
        foreach (var prefix in _file.AccountNames.Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        var stem = name.TrimEnd(Digits);
        foreach (var suffix in _file.AccountNames.Suffixes)
        {
            if (stem.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        var words = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var word in name.SplitAny(Separators))
        {
            if (words.Contains(name[word].TrimEnd(Digits))) // svc01 is svc
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The file as written.</summary>
internal sealed record EvidenceRulesFile(
    int SchemaVersion,
    string Version,
    AccountNames AccountNames,
    IReadOnlyList<string> LegacyClients,
    IReadOnlyList<string> ToolUserAgents,
    IReadOnlyList<int> UnprovenCodes,
    IReadOnlyDictionary<string, string> CommandLineApps,
    PersonalMail? PersonalMail = null)
{
    /// <summary>A shorter text would match people's names and browsers.</summary>
    private const int ShortestText = 3;

    public IEnumerable<string> Faults()
    {
        foreach (var fault in DataFile.HeadFaults(SchemaVersion, expected: 1, Version))
        {
            yield return fault;
        }

        foreach (var (list, texts) in new[]
        {
            ("accountNames.prefixes", AccountNames.Prefixes), ("accountNames.suffixes", AccountNames.Suffixes), ("accountNames.words", AccountNames.Words),
            ("legacyClients", LegacyClients), ("toolUserAgents", ToolUserAgents),
            ("personalMail.clients", PersonalMail?.Clients ?? []), ("personalMail.userAgents", PersonalMail?.UserAgents ?? []),
        })
        {
            for (var position = 0; position < texts.Count; position++)
            {
                if (texts[position] is null || texts[position].Trim().Length < ShortestText)
                {
                    yield return $"{list}[{position}]: '{texts[position]}' is shorter than {ShortestText} characters";
                }
            }
        }

        foreach (var code in UnprovenCodes.Where(code => code <= 0))
        {
            yield return $"unprovenCodes: {code} is no error code";
        }

        foreach (var app in CommandLineApps.Keys.Where(app => !Guid.TryParseExact(app, "D", out _)))
        {
            yield return $"commandLineApps: '{app}' is no application id";
        }
    }
}

internal sealed record PersonalMail(IReadOnlyList<string> Clients, IReadOnlyList<string> UserAgents);

internal sealed record AccountNames(IReadOnlyList<string> Prefixes, IReadOnlyList<string> Suffixes, IReadOnlyList<string> Words);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(EvidenceRulesFile))]
internal sealed partial class EvidenceRulesJson : JsonSerializerContext;
