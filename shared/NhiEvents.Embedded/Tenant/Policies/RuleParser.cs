using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace NhiEvents.Embedded.Tenant.Policies;

/// <summary>Reads the rule language: comparisons joined by <c>-and</c>, <c>-or</c>, <c>-not</c> and parentheses; <c>-and</c> binds tighter than <c>-or</c>.</summary>
public sealed partial class RuleParser
{
    private const int MaxDepth = 32;

    private static readonly FrozenDictionary<string, RuleOperator> Operators =
        Enum.GetValues<RuleOperator>().ToFrozenDictionary(value => value.ToString(), StringComparer.OrdinalIgnoreCase);

    private readonly string _text;
    private readonly MatchCollection _tokens;
    private int _at;
    private int _depth;

    private RuleParser(string text) => (_text, _tokens) = (text, Tokens().Matches(text));

    /// <exception cref="FormatException">The rule cannot be read; says where.</exception>
    public static RuleExpression Parse(string rule)
    {
        var parser = new RuleParser(rule);
        var expression = parser.Either();
        return parser._at == parser._tokens.Count ? expression : throw parser.Wrong("the end");
    }

    private RuleExpression Either()
    {
        if (++_depth > MaxDepth)
        {
            throw new FormatException($"The rule is nested more than {MaxDepth} deep.");
        }

        var left = Both();
        while (Take("-or"))
        {
            left = new RuleExpression.Or(left, Both());
        }

        _depth--;
        return left;
    }

    private RuleExpression Both()
    {
        var left = One();
        while (Take("-and"))
        {
            left = new RuleExpression.And(left, One());
        }

        return left;
    }

    private RuleExpression One()
    {
        if (Take("-not"))
        {
            return new RuleExpression.Not(One());
        }

        if (!Take("("))
        {
            return Comparison();
        }

        var inner = Either();
        return Take(")") ? inner : throw Wrong("')'");
    }

    private RuleExpression.Compare Comparison()
    {
        var property = Next("a property");
        var name = Next("an operator");
        if (!name.StartsWith('-') || !Operators.TryGetValue(name[1..], out var found))
        {
            _at--;
            throw Wrong("an operator such as -eq");
        }

        return new RuleExpression.Compare(property, found, found is RuleOperator.In or RuleOperator.NotIn ? List() : [Unquote(Next("a value"))]);
    }

    private ImmutableArray<string> List()
    {
        if (!Take("["))
        {
            throw Wrong("'['");
        }

        var values = ImmutableArray.CreateBuilder<string>();
        while (!Take("]"))
        {
            values.Add(Unquote(Next("a value")));
            Take(",");
        }

        return values.Count > 0 ? values.ToImmutable() : throw Wrong("at least one value");
    }

    private bool Take(string token)
    {
        if (_at < _tokens.Count && string.Equals(_tokens[_at].Value, token, StringComparison.OrdinalIgnoreCase))
        {
            _at++;
            return true;
        }

        return false;
    }

    private string Next(string wanted) => _at < _tokens.Count ? _tokens[_at++].Value : throw Wrong(wanted);

    private FormatException Wrong(string wanted)
    {
        var at = _at < _tokens.Count ? _tokens[_at].Index : _text.Length;
        return new FormatException($"The rule '{_text}' should have {wanted} at character {at + 1}.");
    }

    private static string Unquote(string token) => token is ['"', .., '"'] ? token[1..^1] : token;

    [GeneratedRegex("\"[^\"]*\"|[()\\[\\],]|[^\\s()\\[\\],\"]+")]
    private static partial Regex Tokens();
}
