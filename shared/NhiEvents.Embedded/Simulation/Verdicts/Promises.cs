namespace NhiEvents.Embedded.Simulation.Verdicts;

/// <summary>What a scenario promises of the system.</summary>
/// <param name="EveryFinding">Holds for each finding that has none of its own.</param>
public sealed record Promises(FindingPromise EveryFinding)
{
    /// <summary>By finding number.</summary>
    public IReadOnlyDictionary<string, FindingPromise> Findings { get; init; } = new Dictionary<string, FindingPromise>();

    /// <summary>Findings on identities that are persons.</summary>
    public int MostOnPeople { get; init; }
}

/// <summary>What a scenario promises of one finding.</summary>
public sealed record FindingPromise
{
    /// <summary>The scenario breaks at least so many; without it, nothing broken would mean nothing missed.</summary>
    public int LeastTruths { get; init; }

    /// <summary>Share of truths that are found, 0 to 1.</summary>
    public double LeastRecall { get; init; } = 1;

    public int MostFalse { get; init; }

    /// <summary>Raised without a truth and taken back by itself.</summary>
    public int MostWithdrawn { get; init; }

    /// <summary>From the first failure to the finding, 95 of 100.</summary>
    public long? MostSecondsP95 { get; init; }
}
