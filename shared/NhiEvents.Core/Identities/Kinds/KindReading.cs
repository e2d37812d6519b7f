using System.Collections.Frozen;
using System.Text.RegularExpressions;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Identities.Kinds;

/// <summary>One reading of a file of kinds: every fault is collected on the way.</summary>
internal sealed partial class KindReading(KindFile file)
{
    private const int SchemaVersion = 1;

    private static readonly FrozenSet<string> Tokens = ["%objectId%", "%appId%"];

    private readonly List<string> _faults = [];
    private readonly Dictionary<string, Remedy> _remedies = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Faults => _faults;

    public IReadOnlyList<KindEntry> Read()
    {
        _faults.AddRange(DataFile.HeadFaults(file.SchemaVersion, SchemaVersion, file.Version));
        foreach (var tenant in file.MicrosoftTenants.Keys)
        {
            Expect(Guid.TryParseExact(tenant, "D", out _), $"microsoftTenants: '{tenant}' is no tenant id");
        }

        foreach (var (name, lines) in file.Remedies)
        {
            _remedies[name] = Read($"remedies.{name}", lines);
        }

        var kinds = file.Kinds.Select((lines, at) => Read($"kinds[{at}] ({lines.Kind})", lines)).ToList();
        foreach (var kind in Enum.GetValues<IdentityKind>())
        {
            Expect(kinds.Count(entry => entry.Kind == kind) == 1, $"kinds: {kind} is there {kinds.Count(entry => entry.Kind == kind)} times, expected once");
        }

        foreach (var form in Enum.GetValues<ObjectForm>())
        {
            Expect(file.Kinds.Any(kind => kind.RecognisedBy.Any(rule => IsCatchAll(rule, form))), $"kinds: no kind takes every {form}; add a rule with the form alone");
        }

        return kinds;
    }

    private static bool IsCatchAll(RuleLines rule, ObjectForm form) => rule.Form == form && Conditions(rule) == 0;

    private static int Conditions(RuleLines rule) =>
        Lists(rule).Count(list => list.Patterns.Count > 0) + (rule.Owner is null ? 0 : 1) + (rule.OnPremises is null ? 0 : 1);

    private static IEnumerable<(string Name, IReadOnlyList<string> Patterns)> Lists(RuleLines rule) =>
    [
        ("userPrincipalNames", rule.UserPrincipalNames), ("displayNames", rule.DisplayNames), ("samAccountNames", rule.SamAccountNames), ("userTypes", rule.UserTypes),
        ("objectTypes", rule.ObjectTypes), ("mailboxTypes", rule.MailboxTypes), ("servicePrincipalTypes", rule.ServicePrincipalTypes),
    ];

    private Remedy Read(string where, RemedyLines lines)
    {
        Expect(!string.IsNullOrWhiteSpace(lines.Title), $"{where}: title is empty");
        Expect(lines.Steps.Count > 0 && lines.Steps.All(step => !string.IsNullOrWhiteSpace(step)), $"{where}: steps are missing or empty");
        foreach (var source in lines.Sources.Where(source => !file.Sources.ContainsKey(source)))
        {
            _faults.Add($"{where}: source '{source}' is not among the sources");
        }

        foreach (var token in (lines.Az ?? []).Concat(lines.PowerShell ?? []).SelectMany(line => Token().Matches(line)).Select(match => match.Value).Where(token => !Tokens.Contains(token)))
        {
            _faults.Add($"{where}: '{token}' is unknown; commands know {string.Join(" and ", Tokens.Order(StringComparer.Ordinal))}");
        }

        return new Remedy(lines.Title, lines.Steps)
        {
            Az = lines.Az is { Count: > 0 } az ? string.Join('\n', az) : null,
            PowerShell = lines.PowerShell is { Count: > 0 } shell ? string.Join('\n', shell) : null,
        };
    }

    private KindEntry Read(string where, KindLines lines)
    {
        Expect(!string.IsNullOrWhiteSpace(lines.Name), $"{where}: name is empty");
        Expect(lines.Forms.Count > 0, $"{where}: forms are missing");
        for (var at = 0; at < lines.RecognisedBy.Count; at++)
        {
            Check($"{where}.recognisedBy[{at}]", lines, lines.RecognisedBy[at]);
        }

        foreach (var finding in lines.Excludes.Concat(lines.ExcludesUntilSeen).Concat(lines.AtMost.Keys).Concat(lines.Instead.Keys).Concat(lines.First.Keys).Where(finding => !FindingId().IsMatch(finding)))
        {
            _faults.Add($"{where}: finding '{finding}' is not of the form NHI000");
        }

        foreach (var finding in lines.Instead.Keys.Intersect(lines.First.Keys))
        {
            _faults.Add($"{where}: {finding} stands under both instead and first");
        }

        return new KindEntry(lines.Kind, lines.Name, lines.Forms)
        {
            Excludes = lines.Excludes,
            ExcludesUntilSeen = lines.ExcludesUntilSeen,
            AtMost = lines.AtMost,
            Remedies = lines.Instead.Select(part => (part.Key, Value: new KindRemedies(Named(where, part.Value), true)))
                .Concat(lines.First.Where(part => !lines.Instead.ContainsKey(part.Key)).Select(part => (part.Key, Value: new KindRemedies(Named(where, part.Value), false))))
                .ToDictionary(part => part.Key, part => part.Value),
            Exception = lines.Exception,
            Protected = lines.Protected,
            NeverAPerson = lines.NeverAPerson,
            Rules = [.. lines.RecognisedBy.Select(RuleOf)],
        };
    }

    private void Check(string where, KindLines kind, RuleLines rule)
    {
        Expect(kind.Forms.Contains(rule.Form), $"{where}: form {rule.Form} is not among the kind's forms");
        foreach (var (name, patterns) in Lists(rule))
        {
            for (var at = 0; at < patterns.Count; at++)
            {
                Expect(patterns[at] is { } pattern && pattern.Trim('*', '?').Length > 0, $"{where}.{name}[{at}]: '{patterns[at]}' would match everything");
            }
        }
    }

    private List<Remedy> Named(string where, IReadOnlyList<string> names)
    {
        var found = new List<Remedy>();
        Expect(names.Count > 0, $"{where}: a list of remedies is empty");
        foreach (var name in names)
        {
            if (_remedies.TryGetValue(name, out var remedy))
            {
                found.Add(remedy);
            }
            else
            {
                _faults.Add($"{where}: remedy '{name}' is not among the remedies");
            }
        }

        return found;
    }

    private static KindRule RuleOf(RuleLines rule) => new(rule.Form)
    {
        UserPrincipalNames = rule.UserPrincipalNames,
        DisplayNames = rule.DisplayNames,
        SamAccountNames = rule.SamAccountNames,
        UserTypes = rule.UserTypes,
        ObjectTypes = rule.ObjectTypes,
        MailboxTypes = rule.MailboxTypes,
        ServicePrincipalTypes = rule.ServicePrincipalTypes,
        Owner = rule.Owner,
        OnPremises = rule.OnPremises,
    };

    private void Expect(bool holds, string fault)
    {
        if (!holds)
        {
            _faults.Add(fault);
        }
    }

    [GeneratedRegex(@"\ANHI[0-9]{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FindingId();

    [GeneratedRegex("%[A-Za-z]+%", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
