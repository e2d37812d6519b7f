using NhiEvents.Core.Detection.Sigma.Yaml;

namespace NhiEvents.Core.Detection.Sigma.Rules;

/// <summary>Reads a rule's <c>detection</c>: named searches, and how they are joined.</summary>
internal sealed class DetectionReading(FaultList faults)
{
    private readonly FieldReading _fields = new(faults);

    /// <summary>Null when a fault was added.</summary>
    public Expression? Read(YamlNode node, Place rule)
    {
        if (node is not YamlNode.Map detection)
        {
            faults.Add(node.At, $"detection is a map of searches and a condition, not {node.Word}");
            return null;
        }

        var errors = faults.Errors;
        var searches = new Dictionary<string, Expression>(StringComparer.Ordinal);
        var names = new List<YamlNode.Scalar>();
        foreach (var (key, value) in detection.Entries.Where(entry => entry.Key.Text is not "condition"))
        {
            if (key.Text is "timeframe")
            {
                faults.Add(key.At, "timeframe belongs to the old way to count events; write a correlation rule with timespan instead");
            }
            else if (key.Text.Length == 0)
            {
                faults.Add(key.At, "a search needs a name");
            }
            else
            {
                if (key.Text.AsSpan().ContainsAny(" ()|*"))
                {
                    faults.Warn(key.At, $"\"{key.Text}\" cannot be named in a condition, only meant by \"of\"; use letters, digits and _");
                }

                names.Add(key);
                if (Search(value) is { } search)
                {
                    searches[key.Text] = search;
                }
            }
        }

        if (detection["condition"] is not { } condition)
        {
            faults.Add(rule, "the detection has no condition, such as: condition: selection");
            return null;
        }

        var whole = Conditions(condition, searches, names);
        return faults.Errors == errors ? whole : null;
    }

    private Expression? Conditions(YamlNode node, Dictionary<string, Expression> searches, List<YamlNode.Scalar> names)
    {
        IReadOnlyList<YamlNode> conditions = node is YamlNode.List list ? list.Items : [node];
        var (parts, used) = (new List<Expression>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var item in conditions)
        {
            if (item is not YamlNode.Scalar text)
            {
                faults.Add(item.At, $"a condition is a text, not {item.Word}");
            }
            else if (new ConditionReading(searches, [.. names.Select(name => name.Text)], text, used, faults).Read() is { } part)
            {
                parts.Add(part);
            }
        }

        if (conditions.Count == 0)
        {
            faults.Add(node.At, "the list of conditions is empty");
        }

        foreach (var name in names.Where(name => !used.Contains(name.Text)))
        {
            faults.Warn(name.At, $"no condition asks for \"{name.Text}\"");
        }

        return parts.Count == 0 ? null : Expression.Of(parts, all: false);
    }

    private Expression? Search(YamlNode node) => node switch
    {
        YamlNode.Map { Entries.Count: > 0 } map => Map(map),
        YamlNode.List { Items.Count: > 0 } list => List(list),
        YamlNode.Scalar { IsNull: false } keyword => _fields.Read(Keyword(keyword.At), keyword),
        _ => Fault(node.At, "the search is empty"),
    };

    private static YamlNode.Scalar Keyword(Place at) => new(at, "", IsPlain: true);

    private Expression? Map(YamlNode.Map map)
    {
        var parts = map.Entries.Select(entry => _fields.Read(entry.Key, entry.Value)).ToList();
        return parts.Contains(null) ? null : Expression.Of(parts.OfType<Expression>().ToList(), all: true);
    }

    /// <summary>Maps, of which one must match, and keywords, of which one must be in the event.</summary>
    private Expression? List(YamlNode.List list)
    {
        var parts = list.Items.Select(item => item is YamlNode.List nested ? Fault(nested.At, "a list in a list of searches") : Search(item)).ToList();
        return parts.Contains(null) ? null : Expression.Of(parts.OfType<Expression>().ToList(), all: false);
    }

    private Expression? Fault(Place at, string message)
    {
        faults.Add(at, message);
        return null;
    }
}
