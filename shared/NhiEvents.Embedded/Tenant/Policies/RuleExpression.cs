using System.Collections.Immutable;

namespace NhiEvents.Embedded.Tenant.Policies;

/// <summary>A condition over properties: rules of dynamic groups, device filters, service principal filters. Texts compare without case.</summary>
public abstract record RuleExpression
{
    private RuleExpression()
    {
    }

    public sealed record And(RuleExpression Left, RuleExpression Right) : RuleExpression;

    public sealed record Or(RuleExpression Left, RuleExpression Right) : RuleExpression;

    public sealed record Not(RuleExpression Inner) : RuleExpression;

    /// <param name="Property">Such as <c>user.department</c>, <c>device.isCompliant</c>, <c>CustomSecurityAttribute.Set_Name</c>.</param>
    public sealed record Compare(string Property, RuleOperator Operator, ImmutableArray<string> Values) : RuleExpression;

    /// <summary>Whether it holds. A property that is not there has the value null: only the negative operators hold for it.</summary>
    public bool Holds(Func<string, string?> property) => this switch
    {
        And both => both.Left.Holds(property) && both.Right.Holds(property),
        Or either => either.Left.Holds(property) || either.Right.Holds(property),
        Not not => !not.Inner.Holds(property),
        Compare compare => Matches(compare, property(compare.Property)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static bool Matches(Compare compare, string? value)
    {
        var first = compare.Values[0];
        return compare.Operator switch
        {
            RuleOperator.Eq => Same(value, first),
            RuleOperator.Ne => !Same(value, first),
            RuleOperator.StartsWith => value?.StartsWith(first, StringComparison.OrdinalIgnoreCase) ?? false,
            RuleOperator.NotStartsWith => !(value?.StartsWith(first, StringComparison.OrdinalIgnoreCase) ?? false),
            RuleOperator.EndsWith => value?.EndsWith(first, StringComparison.OrdinalIgnoreCase) ?? false,
            RuleOperator.NotEndsWith => !(value?.EndsWith(first, StringComparison.OrdinalIgnoreCase) ?? false),
            RuleOperator.Contains => value?.Contains(first, StringComparison.OrdinalIgnoreCase) ?? false,
            RuleOperator.NotContains => !(value?.Contains(first, StringComparison.OrdinalIgnoreCase) ?? false),
            RuleOperator.In => compare.Values.Any(one => Same(value, one)),
            RuleOperator.NotIn => !compare.Values.Any(one => Same(value, one)),
        };
    }

    /// <summary>The rule language writes a missing value as <c>null</c>.</summary>
    private static bool Same(string? value, string wanted) =>
        value is null ? string.Equals(wanted, "null", StringComparison.OrdinalIgnoreCase) : string.Equals(value, wanted, StringComparison.OrdinalIgnoreCase);
}

public enum RuleOperator
{
    Eq,
    Ne,
    StartsWith,
    NotStartsWith,
    EndsWith,
    NotEndsWith,
    Contains,
    NotContains,
    In,
    NotIn,
}
