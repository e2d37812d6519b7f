using NhiEvents.Core.Detection.Sigma.Logs;
using NhiEvents.Core.Detection.Sigma.Rules;

namespace NhiEvents.Core.Detection.Sigma.Matching;

/// <summary>The rules for one log, compiled together: equal tests are one, and a rule is looked at only when a test that it cannot match without has held.</summary>
/// <remarks>Immutable; <see cref="ProgramRun"/> holds what changes from row to row.</remarks>
internal sealed class RuleProgram
{
    private readonly Dictionary<(int Slot, ValueTest Value), int> _known = [];
    private readonly List<CompiledTest> _tests = [];
    private readonly List<CompiledRule> _rules = [];

    /// <param name="rules">With the number by which each is reported.</param>
    /// <param name="captures">Fields to report of a rule's matches, by its number.</param>
    public RuleProgram(LogCatalog catalog, IReadOnlyList<SigmaLog> logs, IEnumerable<(int Number, DetectionRule Rule)> rules, ILookup<int, string> captures)
    {
        Map = new FieldMap(catalog, logs);
        Context = new FieldMap(catalog, logs);
        foreach (var (number, rule) in rules)
        {
            var root = Compile(rule.Detection);
            _rules.Add(new CompiledRule(number, root, [.. captures[number].Distinct(StringComparer.OrdinalIgnoreCase).Select(field => (field, Context.Add(field)))]));
        }

        Time = Context.AddFirstOf(logs.SelectMany(log => log.Time));
        Id = Context.AddFirstOf(logs.SelectMany(log => log.Id));
        Tenant = Context.AddFirstOf(logs.SelectMany(log => log.Tenant));
        Who = Context.AddFirstOf(logs.SelectMany(log => log.Who));
        What = Context.AddFirstOf(logs.SelectMany(log => log.What));
        Triggers = new TriggerIndex(this);
    }

    /// <summary>What the tests ask for.</summary>
    public FieldMap Map { get; }

    /// <summary>What is told of a match; read of rows that match only, which are few.</summary>
    public FieldMap Context { get; }

    public IReadOnlyList<CompiledTest> Tests => _tests;

    public IReadOnlyList<CompiledRule> Rules => _rules;

    public TriggerIndex Triggers { get; }

    /// <summary>Slots of <see cref="Context"/>, the best first.</summary>
    public int[] Time { get; }

    public int[] Id { get; }

    public int[] Tenant { get; }

    public int[] Who { get; }

    public int[] What { get; }

    private CompiledNode Compile(Expression expression)
    {
        switch (expression)
        {
            case Expression.All all:
                return new CompiledNode(NodeKind.All, -1, [.. all.Parts.Select(Compile)]);
            case Expression.Any any:
                return new CompiledNode(NodeKind.Any, -1, [.. any.Parts.Select(Compile)]);
            case Expression.Not not:
                return new CompiledNode(NodeKind.Not, -1, [Compile(not.Part)]);
            default:
                var test = (Expression.Test)expression;
                return new CompiledNode(NodeKind.Test, TestOf(test.Field, test.Value), []);
        }
    }

    private int TestOf(string? field, ValueTest value)
    {
        var slot = field is null ? -1 : Map.Add(field);
        Map.WantsAll |= field is null;
        if (_known.TryGetValue((slot, value), out var known))
        {
            return known;
        }

        var regex = value is ValueTest.Expression written ? SafeRegex.TryCreate(written.Pattern, written.Options, out _) : null;
        var other = value is ValueTest.LikeField like ? Map.Add(like.Other) : -1;
        _tests.Add(new CompiledTest(slot, value, regex, other));
        return _known[(slot, value)] = _tests.Count - 1;
    }
}

internal enum NodeKind
{
    All,
    Any,
    Not,
    Test,
}

/// <param name="Test">Of <see cref="NodeKind.Test"/>; else -1.</param>
internal sealed record CompiledNode(NodeKind Kind, int Test, CompiledNode[] Parts);

/// <param name="Captures">Fields to report of a match.</param>
internal sealed record CompiledRule(int Number, CompiledNode Root, (string Field, int Slot)[] Captures);
