namespace NhiEvents.Embedded.Simulation.Verdicts;

/// <summary>What a scenario promises of the system.</summary>
/// <param name="EveryFinding">Holds for each finding that has none of its own.</param>
/// <param name="Findings">By finding number.</param>
/// <param name="Exceptions">Null promises nothing but what may never be.</param>
/// <param name="Rotations">Null promises nothing but what may never be.</param>
/// <param name="Reactions">Null: nobody approves the proposed containments, and nothing is promised of them.</param>
/// <param name="Tickets">Null: nothing is promised of tickets and decisions in them.</param>
/// <param name="MostOnPeople">Findings on identities that are persons.</param>
public sealed record Promises(FindingPromise EveryFinding, IReadOnlyDictionary<string, FindingPromise>? Findings = null, int MostOnPeople = 0, ExceptionPromise? Exceptions = null, RotationPromise? Rotations = null, ReactionPromise? Reactions = null, TicketPromise? Tickets = null)
{
    public IReadOnlyDictionary<string, FindingPromise> Findings { get; init; } = Findings ?? new Dictionary<string, FindingPromise>();
}

/// <summary>What a scenario promises of exceptions; what may never be is promised without saying so: none outlived, none granted to an attacked identity.</summary>
/// <param name="LeastGranted">At least so many become active.</param>
/// <param name="LeastEnded">At least so many end in the run.</param>
/// <param name="LeastShadows">The scenario makes at least so many by hand; every one is found, with its author.</param>
/// <param name="LeastRefused">At least so many requests are refused.</param>
/// <param name="LeastWorked">Under at least so many, a broken job works again.</param>
public sealed record ExceptionPromise(int LeastGranted = 0, int LeastEnded = 0, int LeastShadows = 0, int LeastRefused = 0, int LeastWorked = 0);

/// <summary>
/// What a scenario promises of rotations; what may never be is promised without saying so: no failed sign-in, no used key removed, no secret that ended before it was replaced, no credential that nobody has,
/// no credential that is replaced twice or before it is due, nothing given up without a reason.
/// </summary>
/// <param name="LeastReplaced">At least so many secrets are replaced in the vault.</param>
/// <param name="LeastRetired">At least so many old credentials are removed before their end, on evidence.</param>
/// <param name="MostGivenUp">At most so many rotations are given up or held at the end.</param>
public sealed record RotationPromise(int LeastReplaced = 0, int LeastRetired = 0, int MostGivenUp = 0);

/// <summary>What a scenario promises of one finding.</summary>
/// <param name="LeastTruths">The scenario breaks at least so many; without it, nothing broken would mean nothing missed.</param>
/// <param name="LeastRecall">Share of truths that are found, 0 to 1.</param>
/// <param name="MostWithdrawn">Raised without a truth and taken back by itself.</param>
/// <param name="MostSecondsP95">From the first failure to the finding, 95 of 100; null promises nothing.</param>
public sealed record FindingPromise(int LeastTruths = 0, double LeastRecall = 1, int MostFalse = 0, int MostWithdrawn = 0, long? MostSecondsP95 = null);
