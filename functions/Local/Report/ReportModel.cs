using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Timelines;

namespace NhiEvents.Local.Report;

/// <summary>What the page shows, worst first. A function of the documents, the timelines and the source; no clock.</summary>
/// <param name="Broken">Identities with a finding.</param>
/// <param name="Others">Identities without one, by name.</param>
internal sealed record ReportModel(
    ReportSource Source,
    (DateTimeOffset First, DateTimeOffset Last)? Period,
    Timelines Timelines,
    IReadOnlyList<IdentityView> Broken,
    IReadOnlyList<IdentityView> Others)
{
    /// <summary>Registered identities that no row is about.</summary>
    public IReadOnlyList<NotSeenIdentity> NotSeen { get; init; } = [];

    public int IdentityCount => Broken.Count + Others.Count;

    public IEnumerable<Finding> Findings => Broken.SelectMany(view => view.Findings);

    public static ReportModel Of(FindingsDocument findings, IdentitiesDocument identities, Timelines timelines, ReportSource source)
    {
        var byIdentity = findings.Findings.ToLookup(finding => finding.Identity.Id, StringComparer.Ordinal);
        var views = identities.Identities
            .Select(summary => new IdentityView(summary, [.. byIdentity[summary.Identity.Id]], timelines.Find(summary.TenantId, summary.Identity.Id)))
            .Concat(OfOtherSubjects(findings, identities))
            .ToList();
        return new ReportModel(
            source,
            source.Period ?? (views.Count == 0 ? null : (views.Min(view => view.Summary.FirstSeen), views.Max(view => view.Summary.LastSeen))),
            timelines,
            [
                .. views.Where(view => view.Findings.Count > 0)
                    .OrderByDescending(view => view.Findings[0].Severity).ThenByDescending(view => view.Findings.Sum(finding => (long)finding.Count))
                    .ThenBy(view => view.Identity.DisplayName, StringComparer.Ordinal).ThenBy(view => view.Identity.Id, StringComparer.Ordinal),
            ],
            [
                .. views.Where(view => view.Findings.Count == 0)
                    .OrderByDescending(view => view.Summary.Failures).ThenBy(view => view.Identity.DisplayName, StringComparer.Ordinal).ThenBy(view => view.Identity.Id, StringComparer.Ordinal),
            ])
        {
            NotSeen = identities.NotSeen ?? [],
        };
    }

    /// <summary>A rule's finding can be about what no sign-in tells of: an application that was changed, a policy, a group of events.</summary>
    private static IEnumerable<IdentityView> OfOtherSubjects(FindingsDocument findings, IdentitiesDocument identities)
    {
        var listed = identities.Identities.Select(summary => summary.Identity.Id).ToHashSet(StringComparer.Ordinal);
        return from finding in findings.Findings
               where !listed.Contains(finding.Identity.Id)
               group finding by finding.Identity.Id into subject
               let first = subject.First()
               select new IdentityView(
                   new IdentitySummary(first.Identity, "", first.Owner, first.Evidence.Classification, subject.Min(one => one.FirstSeen), subject.Max(one => one.LastSeen), 0, 0, []), [.. subject], null);
    }
}

/// <param name="Findings">Worst first, as in findings.json.</param>
/// <param name="Timeline">Null when this identity is shown without one.</param>
internal sealed record IdentityView(IdentitySummary Summary, IReadOnlyList<Finding> Findings, IdentityTimeline? Timeline)
{
    public IdentityRef Identity => Summary.Identity;

    /// <summary>The latest success since the finding's last failure, on every path that failed so; null when there is none on some path, or nobody knows.</summary>
    public DateTimeOffset? SucceededSince(Finding finding)
    {
        var paths = (Timeline?.Paths ?? []).Where(path => finding.Evidence.Codes.Any(path.FailedWith.ContainsKey)).ToList();
        return paths.Count > 0 && paths.All(path => path.LastSuccess > finding.Evidence.Codes.Max(code => path.FailedWith.TryGetValue(code, out var at) ? at : DateTimeOffset.MinValue))
            ? paths.Max(path => path.LastSuccess)
            : null;
    }
}
