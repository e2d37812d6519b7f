using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;

namespace NhiEvents.Core.Portal.Overview;

/// <summary>What matters now, on one page.</summary>
/// <param name="At">The system's time when it was put together.</param>
/// <param name="Identities">How many of each status; statuses without any are there with 0.</param>
/// <param name="OpenFindings">How many of each severity.</param>
/// <param name="Broken">The identities whose work fails, the worst first; at most <see cref="MaxBroken"/>.</param>
/// <param name="Waiting">Exceptions and rotations in which a person has to act, the latest first; at most as many.</param>
/// <param name="Hours">Sign-ins of all identities, hour by hour without gaps; as far as they were announced.</param>
internal sealed record NowDocument(
    DateTimeOffset At,
    IReadOnlyDictionary<string, int> Identities,
    IReadOnlyDictionary<string, int> OpenFindings,
    IReadOnlyList<IdentityView> Broken,
    IReadOnlyList<CauseCount> Causes,
    IReadOnlyList<SignInHour> Hours,
    IReadOnlyList<CaseView> Waiting)
{
    public const int MaxBroken = 12;

    private const int ShownHours = 24;

    /// <summary>The latest sign-in that was announced of any identity; absent when there is none.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    public static NowDocument Of(IReadOnlyList<IdentityView> views, IReadOnlyList<FindingEntry> open, IReadOnlyList<CaseView> waiting, DateTimeOffset at) => new(
        at,
        Enum.GetValues<IdentityStatus>().ToDictionary(Slug, status => views.Count(view => view.Status == status)),
        Enum.GetValues<Severity>().ToDictionary(Slug, severity => open.Count(finding => finding.Severity == severity)),
        [
            .. views.Where(view => view.Status is IdentityStatus.Broken)
                .OrderByDescending(view => view.Worst).ThenByDescending(view => view.BrokenSince).ThenBy(view => view.Entry.Identity.Id, StringComparer.Ordinal).Take(MaxBroken),
        ],
        [
            .. open.GroupBy(finding => (finding.FindingType, finding.Name))
                .Select(group => new CauseCount(group.Key.FindingType, group.Key.Name, group.Count(), group.Select(finding => (finding.TenantId, finding.Identity.Id)).Distinct().Count(), group.Max(finding => finding.Severity)))
                .OrderByDescending(cause => cause.Worst).ThenByDescending(cause => cause.Findings).ThenBy(cause => cause.FindingType, StringComparer.Ordinal),
        ],
        HoursOf(views),
        [.. waiting.OrderByDescending(view => view.Last.At).ThenBy(view => view.Last.Id, StringComparer.Ordinal).Take(MaxBroken)])
    {
        LastSeen = views.Count > 0 ? views.Max(view => view.Entry.LastSeen) : null,
    };

    private static List<SignInHour> HoursOf(IReadOnlyList<IdentityView> views)
    {
        var recent = views.Select(view => view.Entry.Recent).OfType<RecentHours>().ToList();
        if (recent.Count == 0)
        {
            return [];
        }

        var last = recent.Max(hours => hours.From.AddHours(hours.Successes.Count - 1));
        var first = last.AddHours(1 - ShownHours);
        var (successes, failures) = (new int[ShownHours], new int[ShownHours]);
        foreach (var hours in recent)
        {
            var shift = (int)(hours.From - first).TotalHours;
            for (var i = Math.Max(0, -shift); i < hours.Successes.Count && i + shift < ShownHours; i++)
            {
                successes[i + shift] += hours.Successes[i];
                failures[i + shift] += hours.Failures[i];
            }
        }

        return [.. Enumerable.Range(0, ShownHours).Select(i => new SignInHour(first.AddHours(i), successes[i], failures[i]))];
    }

    private static string Slug<TEnum>(TEnum value)
        where TEnum : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

/// <summary>Open findings of one number.</summary>
/// <param name="FindingType">In JSON <c>finding</c>.</param>
internal sealed record CauseCount(
    [property: System.Text.Json.Serialization.JsonPropertyName("finding")] string FindingType, string Name, int Findings, int Identities, Severity Worst);
