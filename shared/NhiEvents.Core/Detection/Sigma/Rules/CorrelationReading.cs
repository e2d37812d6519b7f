using System.Globalization;
using NhiEvents.Core.Detection.Sigma.Yaml;

namespace NhiEvents.Core.Detection.Sigma.Rules;

/// <summary>Reads a rule's <c>correlation</c>.</summary>
internal sealed class CorrelationReading(FaultList faults)
{
    /// <summary>What a group has to remember would grow without this.</summary>
    public static readonly TimeSpan MaxTimespan = TimeSpan.FromDays(31);

    /// <summary>Events or values that one group remembers.</summary>
    public const int MaxCount = 2_000;

    private static readonly Dictionary<string, CorrelationType> Types = new(StringComparer.Ordinal)
    {
        ["event_count"] = CorrelationType.EventCount,
        ["value_count"] = CorrelationType.ValueCount,
        ["temporal"] = CorrelationType.Temporal,
        ["temporal_ordered"] = CorrelationType.TemporalOrdered,
    };

    private static readonly Dictionary<string, CountOperator> Operators = new(StringComparer.Ordinal)
    {
        ["eq"] = CountOperator.Equal,
        ["neq"] = CountOperator.NotEqual,
        ["lt"] = CountOperator.Less,
        ["lte"] = CountOperator.LessOrEqual,
        ["gt"] = CountOperator.Greater,
        ["gte"] = CountOperator.GreaterOrEqual,
    };

    /// <summary>Null when a fault was added.</summary>
    public CorrelationPlan? Read(DocumentMembers correlation)
    {
        var errors = faults.Errors;
        var type = Type(correlation);
        var rules = correlation.List("rules").Select(rule => (rule.Text, rule.At)).ToList();
        if (rules.Count == 0)
        {
            faults.Add(correlation.At, "a correlation needs rules:, the ids or names of the rules whose matches it counts");
        }

        var (limits, fields) = Condition(correlation, type, rules.Count);
        var plan = new CorrelationPlan(
            type, rules, correlation.Texts("group-by"), Timespan(correlation), Aliases(correlation), limits, fields,
            correlation.Scalar("generate") is { } generate && (generate.Truth ?? FaultOf(generate.At, "generate is true or false")));
        return faults.Errors == errors ? plan : null;
    }

    private bool FaultOf(Place at, string message)
    {
        faults.Add(at, message);
        return false;
    }

    private CorrelationType Type(DocumentMembers correlation)
    {
        if (correlation.Scalar("type") is not { } type)
        {
            faults.Add(correlation.At, $"a correlation needs type:, one of {string.Join(", ", Types.Keys)}");
            return default;
        }

        if (!Types.TryGetValue(type.Text, out var read))
        {
            faults.Add(type.At, type.Text is "value_sum" or "value_avg" or "value_percentile"
                ? $"\"{type.Text}\" needs amounts, which these logs do not hold; use event_count or value_count"
                : $"\"{type.Text}\" is none of {string.Join(", ", Types.Keys)}");
        }

        return read;
    }

    private TimeSpan Timespan(DocumentMembers correlation)
    {
        if (correlation.Scalar("timespan") is not { } written)
        {
            faults.Add(correlation.At, "a correlation needs timespan:, such as 10m");
            return default;
        }

        var text = written.Text;
        var seconds = text.Length > 1 ? text[^1] switch { 's' => 1L, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 } : 0;
        if (seconds == 0 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0 || count * seconds > MaxTimespan.TotalSeconds)
        {
            faults.Add(written.At, $"\"{text}\" is no timespan from 1s to {MaxTimespan.Days}d; write a number and s, m, h or d (90m for an hour and a half)");
            return default;
        }

        return TimeSpan.FromSeconds(count * seconds);
    }

    private (IReadOnlyList<CountLimit> Limits, IReadOnlyList<string> Fields) Condition(DocumentMembers correlation, CorrelationType type, int rules)
    {
        var isTemporal = type is CorrelationType.Temporal or CorrelationType.TemporalOrdered;
        if (correlation.Node("condition") is not { } node)
        {
            if (!isTemporal)
            {
                faults.Add(correlation.At, "this correlation needs condition:, such as gte: 10");
            }

            return ([new CountLimit(CountOperator.GreaterOrEqual, rules)], []);
        }

        if (node is not YamlNode.Map map)
        {
            faults.Add(node.At, $"the condition of a correlation is a map, such as gte: 10, not {node.Word}");
            return ([], []);
        }

        var limits = new List<CountLimit>();
        foreach (var (key, value) in map.Entries.Where(entry => entry.Key.Text is not "field"))
        {
            if (!Operators.TryGetValue(key.Text, out var how))
            {
                faults.Add(key.At, $"\"{key.Text}\" is none of field, {string.Join(", ", Operators.Keys)}");
            }
            else if (value is not YamlNode.Scalar number || !int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > MaxCount)
            {
                faults.Add(value.At, $"{key.Text} takes a whole number up to {MaxCount:N0}");
            }
            else
            {
                limits.Add(new CountLimit(how, count));
            }
        }

        if (limits.Count == 0)
        {
            faults.Add(map.At, "the condition has no limit, such as gte: 10");
        }

        var fields = new DocumentMembers(map, faults).Texts("field");
        if (type is CorrelationType.ValueCount == (fields.Count == 0))
        {
            faults.Add(map.At, fields.Count == 0 ? "value_count needs condition: field:, whose values are counted" : "only value_count counts the values of a field");
        }

        return (limits, fields);
    }

    private static Dictionary<string, IReadOnlyDictionary<string, string>> Aliases(DocumentMembers correlation)
    {
        var aliases = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        if (correlation.Map("aliases") is not { } map || correlation.Node("aliases") is not YamlNode.Map names)
        {
            return aliases;
        }

        foreach (var (key, value) in names.Entries)
        {
            if (map.Map(key.Text) is { } fields && value is YamlNode.Map entries)
            {
                aliases[key.Text] = entries.Entries.ToDictionary(entry => entry.Key.Text, entry => fields.Text(entry.Key.Text, 1024) ?? "", StringComparer.Ordinal);
            }
        }

        return aliases;
    }
}
