namespace NhiEvents.Core.Detection.Sigma.Rules;

/// <summary>How bad a match is, in the specification's words.</summary>
public enum SigmaLevel
{
    Informational,
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>What every kind of rule says about itself.</summary>
/// <param name="Id">A GUID; of a rule without one, derived from its title.</param>
/// <param name="Name">By which correlation rules may call it.</param>
/// <param name="Level">Medium where the rule says none.</param>
/// <param name="File">As it was given to the reader.</param>
public sealed record SigmaHeading(
    string Id,
    string? Name,
    string Title,
    string Description,
    SigmaLevel Level,
    string Status,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> FalsePositives,
    IReadOnlyList<string> References,
    string File,
    long Line)
{
    /// <summary>What to do about a match, in order; ours, from <c>x-nhi</c>.</summary>
    public IReadOnlyList<string> Remedy { get; init; } = [];

    /// <summary>Controls of published standards beside the tags; ours, from <c>x-nhi</c>.</summary>
    public IReadOnlyList<string> Standards { get; init; } = [];

    /// <summary>The number of the finding that the rule raises, such as <c>NHI210</c>; ours, from <c>x-nhi</c>. Null: its own id.</summary>
    public string? Finding { get; init; }
}

/// <summary>Which logs a rule is for, in the specification's words; null where it says nothing.</summary>
public sealed record SigmaLogSource(string? Category, string? Product, string? Service);

/// <summary>One rule of a file.</summary>
public abstract record SigmaRule(SigmaHeading Heading)
{
    /// <summary>The rule's own tests; ours, from <c>x-nhi</c>.</summary>
    public IReadOnlyList<RuleTest> Tests { get; init; } = [];
}

/// <summary>A rule about one event.</summary>
public sealed record DetectionRule : SigmaRule
{
    internal DetectionRule(SigmaHeading heading, SigmaLogSource source, Expression detection)
        : base(heading) => (Source, Detection) = (source, detection);

    public SigmaLogSource Source { get; }

    internal Expression Detection { get; }
}

/// <summary>A rule about several events that other rules have matched.</summary>
public sealed record CorrelationRule : SigmaRule
{
    internal CorrelationRule(SigmaHeading heading, CorrelationPlan plan, Place at)
        : base(heading) => (Plan, At) = (plan, at);

    internal CorrelationPlan Plan { get; }

    internal Place At { get; }
}

internal enum CorrelationType
{
    EventCount,
    ValueCount,
    Temporal,
    TemporalOrdered,
}

/// <summary>What a correlation rule counts.</summary>
/// <param name="Rules">Ids or names, with their places.</param>
/// <param name="GroupBy">Fields or aliases; empty for one group of all events.</param>
/// <param name="Aliases">Alias, then rule (id or name), then the field in that rule's events.</param>
/// <param name="Limits">All must hold of the count.</param>
/// <param name="Fields">Whose values are counted, together; of <see cref="CorrelationType.ValueCount"/> only.</param>
/// <param name="Generate">The rules it names raise findings of their own too.</param>
internal sealed record CorrelationPlan(
    CorrelationType Type,
    IReadOnlyList<(string Name, Place At)> Rules,
    IReadOnlyList<string> GroupBy,
    TimeSpan Timespan,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Aliases,
    IReadOnlyList<CountLimit> Limits,
    IReadOnlyList<string> Fields,
    bool Generate);

internal enum CountOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

internal readonly record struct CountLimit(CountOperator Operator, int Count)
{
    public bool Holds(int count) => Operator switch
    {
        CountOperator.Equal => count == Count,
        CountOperator.NotEqual => count != Count,
        CountOperator.Less => count < Count,
        CountOperator.LessOrEqual => count <= Count,
        CountOperator.Greater => count > Count,
        CountOperator.GreaterOrEqual => count >= Count,
    };
}

/// <summary>Events, and whether the rule must match them.</summary>
/// <param name="Events">JSON objects, in the order in which they are delivered.</param>
public sealed record RuleTest(string Name, IReadOnlyList<byte[]> Events, bool Fires, long Line);
