using System.Text.RegularExpressions;

namespace NhiEvents.Core.Detection.Sigma.Rules;

/// <summary>What a rule asks of one field. Equal tests of different rules are one test to the engine.</summary>
internal abstract record ValueTest
{
    private ValueTest()
    {
    }

    public sealed record Text(TextPattern Pattern) : ValueTest;

    /// <summary>A regular expression, found anywhere in the value.</summary>
    public sealed record Expression(string Pattern, RegexOptions Options) : ValueTest;

    public sealed record InNetwork(AddressRange Range) : ValueTest;

    public sealed record Compares(Comparison How, decimal With) : ValueTest;

    /// <summary>A part of a time, in UTC.</summary>
    public sealed record TimeIs(TimePart Part, int Number) : ValueTest;

    /// <summary>The field is there, whatever it holds.</summary>
    public sealed record Exists : ValueTest;

    /// <summary>The field is missing, or holds null.</summary>
    public sealed record IsNull : ValueTest;

    /// <summary>The value of another field of the same event.</summary>
    public sealed record LikeField(string Other, TextShape Shape, bool IsCased) : ValueTest;
}

internal enum Comparison
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

internal enum TimePart
{
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// <summary>What a rule asks of an event.</summary>
internal abstract record Expression
{
    private Expression()
    {
    }

    public sealed record All(IReadOnlyList<Expression> Parts) : Expression;

    public sealed record Any(IReadOnlyList<Expression> Parts) : Expression;

    public sealed record Not(Expression Part) : Expression;

    /// <param name="Field">Null for a keyword, which is looked for in the whole event.</param>
    public sealed record Test(string? Field, ValueTest Value) : Expression;

    public static Expression Of(IReadOnlyList<Expression> parts, bool all) => parts is [var one] ? one : all ? new All(parts) : new Any(parts);
}
