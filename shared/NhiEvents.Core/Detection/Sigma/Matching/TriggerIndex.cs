using System.Buffers;
using System.Collections.Frozen;
using NhiEvents.Core.Detection.Sigma.Rules;

namespace NhiEvents.Core.Detection.Sigma.Matching;

/// <summary>Which rules a row can match at all, told by few looks at its values.</summary>
/// <remarks>
/// Every rule is put behind a set of tests of which one must hold for it to match. Those that compare a whole text are found by one hash look-up per value, for
/// all rules; of those that look for a part of it, one search for all the parts tells whether any is worth a look. A rule without such a set is always looked at.
/// </remarks>
internal sealed class TriggerIndex
{
    private const double Never = double.PositiveInfinity;

    private readonly RuleProgram _program;
    private readonly Dictionary<int, int> _distinctValues;
    private readonly List<int> _always = [];

    public TriggerIndex(RuleProgram program)
    {
        _program = program;
        _distinctValues = program.Tests.Where(IsWhole).GroupBy(test => test.Slot).ToDictionary(group => group.Key, group => group.Count());
        var rulesOf = new SortedDictionary<int, List<int>>();
        for (var rule = 0; rule < program.Rules.Count; rule++)
        {
            var tests = new List<int>();
            if (Cost(program.Rules[rule].Root, tests) is Never)
            {
                _always.Add(rule);
                continue;
            }

            foreach (var test in tests.Distinct())
            {
                rulesOf.TryAdd(test, []);
                rulesOf[test].Add(rule);
            }
        }

        Fields = [.. rulesOf.GroupBy(entry => program.Tests[entry.Key].Slot).Select(group => new TriggerField(group.Key, program, [.. group.Select(entry => (entry.Key, entry.Value.ToArray()))]))];
    }

    public TriggerField[] Fields { get; }

    /// <summary>Rules that every row is tried with.</summary>
    public IReadOnlyList<int> Always => _always;

    /// <summary>How often the cheapest set is expected to let a row through, in no unit; adds that set.</summary>
    private double Cost(CompiledNode node, List<int> tests)
    {
        switch (node.Kind)
        {
            case NodeKind.Test:
                tests.Add(node.Test);
                return CostOf(_program.Tests[node.Test]);
            case NodeKind.Not:
                return Never;
            case NodeKind.Any:
                var sum = 0.0;
                foreach (var part in node.Parts)
                {
                    sum += Cost(part, tests);
                }

                return sum;
            default:
                var (best, bestTests) = (Never, (List<int>?)null);
                foreach (var part in node.Parts)
                {
                    var own = new List<int>();
                    if (Cost(part, own) is var cost && cost < best)
                    {
                        (best, bestTests) = (cost, own);
                    }
                }

                tests.AddRange(bestTests ?? []);
                return best;
        }
    }

    private double CostOf(CompiledTest test) => test.Value switch
    {
        ValueTest.IsNull => Never, // holds of what is not there, so no value leads to it
        ValueTest.Text { Pattern.Needle.Length: 0 } or ValueTest.Exists => 1000,
        ValueTest.Text when IsWhole(test) => 1 + (50.0 / _distinctValues[test.Slot]),
        ValueTest.Text { Pattern.Needle.Length: var length } => 4 + (40.0 / length),
        _ => 200,
    };

    private static bool IsWhole(CompiledTest test) => test.Value is ValueTest.Text { Pattern.Shape: TextShape.Whole };
}

/// <summary>The tests of one field that lead to rules.</summary>
internal sealed class TriggerField
{
    private readonly FrozenDictionary<string, Trigger[]>.AlternateLookup<ReadOnlySpan<char>> _whole;
    private readonly SearchValues<string>? _needles;
    private readonly Trigger[] _parts;
    private readonly Trigger[] _others;

    public TriggerField(int slot, RuleProgram program, IReadOnlyList<(int Test, int[] Rules)> tests)
    {
        Slot = slot;
        var whole = new Dictionary<string, List<Trigger>>(StringComparer.OrdinalIgnoreCase);
        var (parts, others, needles) = (new List<Trigger>(), new List<Trigger>(), new List<string>());
        foreach (var (number, rules) in tests)
        {
            var trigger = new Trigger(number, rules);
            switch (program.Tests[number].Value)
            {
                case ValueTest.Text { Pattern: { Shape: TextShape.Whole } pattern }:
                    whole.TryAdd(pattern.Text, []);
                    whole[pattern.Text].Add(trigger);
                    break;
                case ValueTest.Text { Pattern.Needle: { Length: > 0 } needle }:
                    parts.Add(trigger);
                    needles.Add(needle);
                    break;
                default:
                    others.Add(trigger);
                    break;
            }
        }

        HasWhole = whole.Count > 0;
        _whole = whole.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.ToArray(), StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        _needles = needles.Count > 0 ? SearchValues.Create([.. needles], StringComparison.OrdinalIgnoreCase) : null;
        (_parts, _others) = ([.. parts], [.. others]);
    }

    public int Slot { get; }

    private bool HasWhole { get; }

    /// <summary>Tells the run of every test that this value may satisfy, and holds.</summary>
    public void Look(ReadOnlySpan<char> value, ProgramRun run)
    {
        if (HasWhole && _whole.TryGetValue(value, out var found))
        {
            run.Try(found);
        }

        if (_needles is not null && value.ContainsAny(_needles))
        {
            run.Try(_parts);
        }

        run.Try(_others);
    }
}

/// <summary>A test, and the rules that are worth a look when it holds.</summary>
internal sealed record Trigger(int Test, int[] Rules);
