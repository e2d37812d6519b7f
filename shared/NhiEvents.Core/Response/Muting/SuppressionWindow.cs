using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Response.Muting;

/// <summary>A time in which some findings are to be expected, such as a move: what opens in it is muted until its end, and comes then if it is still so.</summary>
public sealed record SuppressionWindow
{
    /// <summary>Nobody plans longer than that without looking again.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(14);

    public string Name { get; init; } = "";

    public string Reason { get; init; } = "";

    public DateTimeOffset From { get; init; }

    public DateTimeOffset Until { get; init; }

    /// <summary>Numbers such as <c>NHI108</c>; empty is every finding.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>Object ids; empty is every identity.</summary>
    public IReadOnlyList<string> Identities { get; init; } = [];

    /// <summary>Tags of the registry, one of which is enough; empty asks for none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The window that a finding falls into; null when there is none. Abuse is never suppressed.</summary>
    internal static SuppressionWindow? For(IReadOnlyList<SuppressionWindow> windows, Finding finding, IReadOnlyList<string> tags, DateTimeOffset now) =>
        Correlation.IsAbuse(finding.FindingType) ? null : windows.Where(window => window.Holds(finding, tags, now)).MaxBy(window => window.Until);

    internal IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(Name) || string.IsNullOrWhiteSpace(Reason))
        {
            yield return "a suppression window needs a name and a reason.";
        }

        if (Until <= From)
        {
            yield return $"the window '{Name}' ends before it begins.";
        }
        else if (Until - From > Longest)
        {
            yield return $"the window '{Name}' is longer than {Longest.TotalDays} days.";
        }
    }

    private bool Holds(Finding finding, IReadOnlyList<string> tags, DateTimeOffset now) =>
        now >= From && now < Until
        && (Findings.Count == 0 || Findings.Contains(finding.FindingType, StringComparer.OrdinalIgnoreCase))
        && (Identities.Count == 0 || Identities.Contains(finding.Identity.Id, StringComparer.OrdinalIgnoreCase))
        && (Tags.Count == 0 || Tags.Any(tag => tags.Contains(tag, StringComparer.OrdinalIgnoreCase)));
}
