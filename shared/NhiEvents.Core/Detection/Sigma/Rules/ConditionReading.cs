using NhiEvents.Core.Detection.Sigma.Yaml;

namespace NhiEvents.Core.Detection.Sigma.Rules;

/// <summary>Reads one condition over named searches.</summary>
/// <remarks>From weak to strong: <c>or</c>, <c>and</c>, <c>not</c>, <c>1 of</c>/<c>all of</c>, parentheses.</remarks>
internal sealed class ConditionReading
{
    private const int MaxDepth = 50;
    private const int MaxTokens = 2000;

    private readonly IReadOnlyDictionary<string, Expression> _searches;
    private readonly IReadOnlyCollection<string> _names;
    private readonly YamlNode.Scalar _condition;
    private readonly FaultList _faults;
    private readonly HashSet<string> _used;
    private readonly List<(string Text, int At)> _tokens = [];
    private int _next;

    /// <param name="searches">Those that could be read.</param>
    /// <param name="names">Of all searches, so that a fault in one is not told twice.</param>
    /// <param name="used">Gets the names that the condition asks for.</param>
    public ConditionReading(IReadOnlyDictionary<string, Expression> searches, IReadOnlyCollection<string> names, YamlNode.Scalar condition, HashSet<string> used, FaultList faults) =>
        (_searches, _names, _condition, _used, _faults) = (searches, names, condition, used, faults);

    private string? Ahead => _next < _tokens.Count ? _tokens[_next].Text : null;

    /// <summary>Null when a fault was added, here or in a search that is asked for.</summary>
    public Expression? Read()
    {
        var errors = _faults.Errors;
        if (!Tokenize())
        {
            return null;
        }

        var whole = Or(0);
        if (_faults.Errors == errors && Ahead is { } rest)
        {
            Fault($"\"{rest}\" is one too many here; join searches with and, or");
        }

        return _faults.Errors == errors ? whole : null;
    }

    private bool Tokenize()
    {
        var text = _condition.Text;
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var end = at + 1;
            while (text[at] is not ('(' or ')' or '|') && end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('(' or ')' or '|'))
            {
                end++;
            }

            _tokens.Add((text[at..end], at));
            at = end;
        }

        if (_tokens.Count is > 0 and <= MaxTokens)
        {
            return true;
        }

        _faults.Add(_condition.At, _tokens.Count == 0 ? "the condition is empty" : $"the condition has more than {MaxTokens:N0} words");
        return false;
    }

    private Expression? Or(int depth) => Joined("or", depth, And, all: false);

    private Expression? And(int depth) => Joined("and", depth, Not, all: true);

    private Expression? Joined(string word, int depth, Func<int, Expression?> part, bool all)
    {
        var parts = new List<Expression>();
        do
        {
            if (part(depth) is not { } read)
            {
                return null;
            }

            parts.Add(read);
        }
        while (Take(word));

        return Expression.Of(parts, all);
    }

    private Expression? Not(int depth)
    {
        if (depth > MaxDepth)
        {
            return Fault($"the condition is nested more than {MaxDepth} deep");
        }

        if (Take("not"))
        {
            return Not(depth + 1) is { } negated ? new Expression.Not(negated) : null;
        }

        if (!Take("("))
        {
            return Search();
        }

        var inner = Or(depth + 1);
        return inner is null || Take(")") ? inner : Fault("a ) is missing");
    }

    private Expression? Search()
    {
        var (word, following) = (Ahead, _next + 1 < _tokens.Count ? _tokens[_next + 1].Text : null);
        if (word is null)
        {
            return Fault("the condition ends where a search is expected");
        }

        if (string.Equals(following, "of", StringComparison.OrdinalIgnoreCase) && !_names.Contains(word))
        {
            return Quantified(word);
        }

        if (word is "|" || string.Equals(word, "near", StringComparison.OrdinalIgnoreCase))
        {
            return Fault(Aggregation(word));
        }

        if (!_names.Contains(word))
        {
            return Fault(word is ")" ? "a search is expected before )" : $"there is no search called \"{word}\"; this rule has: {string.Join(", ", _names)}");
        }

        _next++;
        _used.Add(word);
        return _searches.GetValueOrDefault(word, Broken);
    }

    /// <summary>Stands for a search whose fault was told where it is.</summary>
    private static Expression Broken { get; } = new Expression.Any([]);

    private Expression? Quantified(string quantity)
    {
        var all = quantity.Equals("all", StringComparison.OrdinalIgnoreCase);
        if (!all && quantity is not "1" && !quantity.Equals("any", StringComparison.OrdinalIgnoreCase))
        {
            return Fault($"\"{quantity} of\" is not in the specification; write 1 of, any of or all of");
        }

        _next += 2;
        if (Ahead is not { } pattern)
        {
            return Fault("behind \"of\" comes \"them\" or a name such as selection_*");
        }

        var them = pattern.Equals("them", StringComparison.OrdinalIgnoreCase) && !_names.Contains(pattern);
        var like = TextPattern.Parse(pattern).ToPattern(cased: true);
        var found = _names.Where(name => (them || like.Matches(name)) && (name[0] != '_' || pattern[0] == '_')).ToList();
        if (found.Count == 0)
        {
            return Fault(them ? "there is no search that \"them\" could mean" : $"no search is called like \"{pattern}\"; this rule has: {string.Join(", ", _names)}");
        }

        _next++;
        _used.UnionWith(found);
        return Expression.Of([.. found.Select(name => _searches.GetValueOrDefault(name, Broken))], all);
    }

    private bool Take(string word)
    {
        var taken = string.Equals(Ahead, word, StringComparison.OrdinalIgnoreCase);
        _next += taken ? 1 : 0;
        if (!taken && Ahead is "|")
        {
            Fault(Aggregation("|"));
        }

        return taken;
    }

    private static string Aggregation(string word) =>
        $"\"{word}\" is the old way to count events. Write a correlation rule that names this rule: correlation: {{type: {(word == "|" ? "event_count" : "temporal")}, "
        + "rules: [this rule's name], group-by: [field], timespan: 10m, condition: {gte: 5}}";

    private Expression? Fault(string message)
    {
        // Within a text on one line the column can be told; a folded one is pointed at where it starts.
        var offset = _next < _tokens.Count ? _tokens[_next].At : _condition.Text.Length;
        var at = _condition.IsPlain && !_condition.Text.Contains('\n', StringComparison.Ordinal) ? _condition.At with { Column = _condition.At.Column + offset } : _condition.At;
        _faults.Add(at, message);
        _next = _tokens.Count;
        return null;
    }
}
