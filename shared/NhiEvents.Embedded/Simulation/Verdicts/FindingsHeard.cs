using NhiEvents.Contracts.Findings;
using NhiEvents.Embedded.Simulation.Truths;

namespace NhiEvents.Embedded.Simulation.Verdicts;

/// <summary>What the system has announced of findings, as the world hears it.</summary>
internal sealed class FindingsHeard
{
    private readonly List<Announcement> _all = [];
    private readonly Dictionary<string, FindingState> _states = new(StringComparer.Ordinal);

    public IReadOnlyList<Announcement> All => _all;

    /// <param name="truth">What is broken behind it; null when nothing is known to be.</param>
    /// <returns>What a person who watches wants to know; null when it is nothing new.</returns>
    public Happening? Hear(Finding finding, DateTimeOffset now, Truth? truth)
    {
        var wasOpen = _states.GetValueOrDefault(finding.Id, FindingState.Withdrawn) is FindingState.Open;
        _states[finding.Id] = finding.State;
        _all.Add(Announcement.Of(now, finding));
        return (finding.State, wasOpen) switch
        {
            (FindingState.Open, false) => new Happening.Found(now, finding, truth is null ? null : now - truth.From),
            (FindingState.Withdrawn, true) => new Happening.Withdrawn(now, finding),
            _ => null,
        };
    }
}
