using System.Globalization;
using System.Text.RegularExpressions;
using NhiEvents.Core.Detection.Sigma.Matching;
using NhiEvents.Core.Detection.Sigma.Yaml;

namespace NhiEvents.Core.Detection.Sigma.Rules;

/// <summary>Makes a test of a field with its modifiers and values.</summary>
internal sealed class FieldReading(FaultList faults)
{
    /// <summary>Null when a fault was added.</summary>
    public Expression? Read(YamlNode.Scalar key, YamlNode value)
    {
        if (Modifiers.Parse(key.Text, key.At, faults) is not { } modifiers)
        {
            return null;
        }

        if (modifiers.Field is null && modifiers.Type is not (null or "re"))
        {
            faults.Add(key.At, $"|{modifiers.Type} needs a field before it");
            return null;
        }

        return value switch
        {
            YamlNode.Scalar one when modifiers.All => Fault(one.At, $"{key.Text}: |all joins the values of a list; this is one value, leave |all out"),
            YamlNode.Scalar one => Negate(modifiers, One(modifiers, one)),
            YamlNode.List { Items.Count: 0 } list => Fault(list.At, $"{key.Text}: the list of values is empty"),
            YamlNode.List list => Negate(modifiers, Many(modifiers, list)),
            _ => Fault(value.At, $"{key.Text}: values are texts or lists of texts, not {value.Word}"),
        };
    }

    private static Expression? Negate(Modifiers modifiers, Expression? test) => modifiers.Negated && test is not null ? new Expression.Not(test) : test;

    private Expression? Many(Modifiers modifiers, YamlNode.List list)
    {
        var tests = new List<Expression>();
        foreach (var item in list.Items)
        {
            var test = item is YamlNode.Scalar one ? One(modifiers, one) : Fault(item.At, $"a list of values holds texts, not {item.Word}");
            if (test is null)
            {
                return null;
            }

            if (item is YamlNode.Scalar { IsNull: true })
            {
                faults.Warn(item.At, "null in a list of values is not in the specification; make a search of its own of it");
            }

            tests.Add(test);
        }

        return Expression.Of(tests, modifiers.All);
    }

    private Expression? One(Modifiers modifiers, YamlNode.Scalar value) => modifiers.Type switch
    {
        null when value.IsNull && modifiers.Field is not null && modifiers.Transforms.Count == 0 => new Expression.Test(modifiers.Field, new ValueTest.IsNull()),
        null => Text(modifiers, value),
        "re" => Regular(modifiers, value),
        "cidr" => AddressRange.Parse(value.Text) is { } range
            ? new Expression.Test(modifiers.Field, new ValueTest.InNetwork(range))
            : Fault(value.At, $"\"{value.Text}\" is no network; write it as 10.0.0.0/8 or 2001:db8::/32"),
        "exists" => value.Truth is { } there
            ? there ? new Expression.Test(modifiers.Field, new ValueTest.Exists()) : new Expression.Not(new Expression.Test(modifiers.Field, new ValueTest.Exists()))
            : Fault(value.At, "|exists takes true or false, without quotes"),
        "fieldref" => new Expression.Test(modifiers.Field, new ValueTest.LikeField(value.Text, ShapeOf(modifiers), modifiers.Cased)),
        "lt" => Compare(modifiers, value, Comparison.Less),
        "lte" => Compare(modifiers, value, Comparison.LessOrEqual),
        "gt" => Compare(modifiers, value, Comparison.Greater),
        "gte" => Compare(modifiers, value, Comparison.GreaterOrEqual),
        var part => int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Expression.Test(modifiers.Field, new ValueTest.TimeIs(Enum.Parse<TimePart>(part, ignoreCase: true), number))
            : Fault(value.At, $"|{part} takes a whole number"),
    };

    private Expression? Text(Modifiers modifiers, YamlNode.Scalar value)
    {
        if (Transforms.Apply(modifiers.Transforms, TextPattern.Parse(value.Text), out var fault) is not { } texts)
        {
            return Fault(value.At, fault!);
        }

        var tests = new List<Expression>();
        foreach (var text in texts)
        {
            var pattern = text.ToPattern(modifiers.Cased);

            // A keyword is somewhere in the event, and so anywhere in its text.
            pattern = modifiers.Field is null && pattern.Shape is not TextShape.Wildcards ? pattern with { Shape = TextShape.Anywhere } : pattern;
            pattern = modifiers.Field is null && pattern.Shape is TextShape.Wildcards
                ? new RuleText("*" + pattern.Text + "*", "*" + pattern.Wild + "*").ToPattern(modifiers.Cased) : pattern;
            if (modifiers.Field is null && pattern.Needle.Length == 0)
            {
                return Fault(value.At, "a keyword that every event holds finds nothing; write some letters of it");
            }

            tests.Add(new Expression.Test(modifiers.Field, new ValueTest.Text(pattern)));
        }

        return Expression.Of(tests, all: false);
    }

    private Expression? Regular(Modifiers modifiers, YamlNode.Scalar value)
    {
        var options = RegexOptions.CultureInvariant;
        options |= modifiers.Flags.Contains('i', StringComparison.Ordinal) ? RegexOptions.IgnoreCase : RegexOptions.None;
        options |= modifiers.Flags.Contains('m', StringComparison.Ordinal) ? RegexOptions.Multiline : RegexOptions.None;
        options |= modifiers.Flags.Contains('s', StringComparison.Ordinal) ? RegexOptions.Singleline : RegexOptions.None;
        if (SafeRegex.TryCreate(value.Text, options, out var fault) is null)
        {
            return Fault(value.At, fault!);
        }

        return new Expression.Test(modifiers.Field, new ValueTest.Expression(value.Text, options));
    }

    private Expression? Compare(Modifiers modifiers, YamlNode.Scalar value, Comparison how) =>
        decimal.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new Expression.Test(modifiers.Field, new ValueTest.Compares(how, number))
            : Fault(value.At, $"\"{value.Text}\" is no number");

    private static TextShape ShapeOf(Modifiers modifiers) => modifiers.Transforms switch
    {
        ["contains", ..] => TextShape.Anywhere,
        ["startswith", ..] => TextShape.Start,
        ["endswith", ..] => TextShape.End,
        _ => TextShape.Whole,
    };

    private Expression? Fault(Place at, string message)
    {
        faults.Add(at, message);
        return null;
    }
}
