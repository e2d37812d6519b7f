using System.Globalization;
using System.Text.RegularExpressions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Reactions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace NhiEvents.Core.Response.Playbooks;

/// <summary>One reading of a file of playbooks: every fault is collected on the way, with its line.</summary>
internal sealed partial class PlaybookReading
{
    private readonly List<string> _faults = [];

    /// <summary>Each as <c>line: text</c>.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public IReadOnlyList<Playbook> Read(TextReader text)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(text);
        }
        catch (YamlException broken)
        {
            _faults.Add(string.Create(CultureInfo.InvariantCulture, $"{broken.Start.Line}: {broken.Message}"));
            return [];
        }

        if (yaml.Documents is not [{ RootNode: YamlSequenceNode list }])
        {
            _faults.Add("1: a file of playbooks is one list.");
            return [];
        }

        var playbooks = list.Children.Select(Read).ToList();
        foreach (var twice in playbooks.GroupBy(playbook => playbook.Id, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            _faults.Add(string.Create(CultureInfo.InvariantCulture, $"{twice.Last().Line}: the id '{twice.Key}' is there {twice.Count()} times."));
        }

        return playbooks;
    }

    private Playbook Read(YamlNode node)
    {
        var map = Map(node, "id", "title", "when", "do", "tests");
        var actions = List(node, map, "do").Select(ReadAction).ToList();
        var tests = List(node, map, "tests").Select(ReadTest).ToList();
        Expect(actions.Count > 0, node, "a playbook has at least one action under 'do'.");
        Expect(tests.Any(test => test.Expect is not null), node, "a playbook has at least one test with 'expect'.");
        Expect(actions.Select(action => action.Kind).Distinct().Count() == actions.Count, node, "an action is there twice.");
        return new Playbook(Text(node, map, "id"), Text(node, map, "title"), map.TryGetValue("when", out var when) ? ReadWhen(when) : new PlaybookCondition([], null, null, [], [], []), actions, tests, Line(node));
    }

    private PlaybookCondition ReadWhen(YamlNode node)
    {
        var map = Map(node, "findings", "at-least", "at-most", "kinds", "criticality", "environments");
        var findings = List(node, map, "findings", optional: true).Select(Scalar).ToList();
        foreach (var number in findings.Where(number => !FindingNumber().IsMatch(number)))
        {
            Expect(false, node, $"'{number}' is no finding's number, such as NHI101.");
        }

        return new PlaybookCondition(
            findings,
            map.TryGetValue("at-least", out var least) ? Word<Severity>(least) : null,
            map.TryGetValue("at-most", out var most) ? Word<Severity>(most) : null,
            [.. List(node, map, "kinds", optional: true).Select(Word<IdentityKind>)],
            [.. List(node, map, "criticality", optional: true).Select(Word<Criticality>)],
            [.. List(node, map, "environments", optional: true).Select(Scalar)]);
    }

    private PlaybookAction ReadAction(YamlNode node)
    {
        var map = Map(node, "action", "mode");
        var action = new PlaybookAction(map.TryGetValue("action", out var kind) ? Action(kind) : default, map.TryGetValue("mode", out var mode) ? Word<ReactionMode>(mode) : ReactionMode.Observe);
        Expect(map.ContainsKey("action"), node, "'action' is missing.");
        Expect(map.ContainsKey("mode"), node, "'mode' is missing.");
        Expect(
            action.Mode is not ReactionMode.Enforce || !ReactionInverse.NeedsPerson(action.Kind),
            node,
            $"{PlaybookBook.NameOf(action.Kind)} {(ReactionInverse.Of(action.Kind) is null ? "has no inverse" : "undoes what somebody did on purpose")}, so a person approves it: its mode is propose at most.");
        return action;
    }

    private PlaybookTest ReadTest(YamlNode node)
    {
        var map = Map(node, "given", "expect", "expect-not-this");
        var given = map.TryGetValue("given", out var subject) ? Map(subject, "finding", "severity", "kind", "criticality", "environment") : [];
        Expect(map.ContainsKey("expect") != map.ContainsKey("expect-not-this"), node, "a test has either 'expect' or 'expect-not-this'.");
        return new PlaybookTest(
            new PlaybookSubject(
                Text(subject ?? node, given, "finding"),
                given.TryGetValue("severity", out var severity) ? Word<Severity>(severity) : Severity.Medium,
                given.TryGetValue("kind", out var kind) ? Word<IdentityKind>(kind) : IdentityKind.ServiceAccount)
            {
                Criticality = given.TryGetValue("criticality", out var criticality) ? Word<Criticality>(criticality) : null,
                Environment = given.TryGetValue("environment", out var environment) ? Scalar(environment) : null,
            },
            map.ContainsKey("expect") ? [.. List(node, map, "expect").Select(Action)] : null,
            Line(node));
    }

    private ReactionKind Action(YamlNode node)
    {
        foreach (var kind in Enum.GetValues<ReactionKind>())
        {
            if (PlaybookBook.NameOf(kind) == Scalar(node))
            {
                return kind;
            }
        }

        Expect(false, node, $"'{Scalar(node)}' is no action. Actions: {string.Join(", ", Enum.GetValues<ReactionKind>().Select(PlaybookBook.NameOf))}.");
        return default;
    }

    private T Word<T>(YamlNode node)
        where T : struct, Enum
    {
        // By name only: a number would be taken for the member with that value.
        var text = Scalar(node);
        var known = Enum.GetNames<T>().FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        Expect(known is not null, node, $"'{text}' is none of {string.Join(", ", Enum.GetNames<T>().Select(name => char.ToLowerInvariant(name[0]) + name[1..]))}.");
        return known is null ? default : Enum.Parse<T>(known);
    }

    private Dictionary<string, YamlNode> Map(YamlNode node, params IReadOnlyList<string> known)
    {
        var map = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        if (node is not YamlMappingNode members)
        {
            Expect(false, node, $"here stand names and values: {string.Join(", ", known)}.");
            return map;
        }

        foreach (var (key, value) in members.Children)
        {
            var name = Scalar(key);
            Expect(known.Contains(name, StringComparer.Ordinal), key, $"'{name}' is none of {string.Join(", ", known)}.");
            map[name] = value;
        }

        return map;
    }

    private IReadOnlyList<YamlNode> List(YamlNode at, Dictionary<string, YamlNode> map, string name, bool optional = false)
    {
        if (map.TryGetValue(name, out var node) && node is YamlSequenceNode list)
        {
            return [.. list.Children];
        }

        Expect(optional && node is null, node ?? at, $"'{name}' is a list.");
        return [];
    }

    private string Text(YamlNode at, Dictionary<string, YamlNode> map, string name)
    {
        var text = map.TryGetValue(name, out var node) ? Scalar(node) : "";
        Expect(text.Length > 0, at, $"'{name}' is missing.");
        return text;
    }

    private static string Scalar(YamlNode node) => (node as YamlScalarNode)?.Value ?? "";

    private void Expect(bool holds, YamlNode at, string fault)
    {
        if (!holds)
        {
            _faults.Add($"{Line(at).ToString(CultureInfo.InvariantCulture)}: {fault}");
        }
    }

    private static int Line(YamlNode node) => (int)node.Start.Line;

    [GeneratedRegex("^NHI[0-9]{3}$")]
    private static partial Regex FindingNumber();
}
