using System.Globalization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Findings;

namespace NhiEvents.Core.Detection.Coverage;

/// <summary>NHI408: a log has gone silent. Over with its next row, or when it brings as much as before.</summary>
internal static class SourceSilent
{
    private static readonly IReadOnlyList<Remedy> InOrder =
    [
        new(
            "Find where the log stops",
            [
                "Microsoft Entra admin center: Monitoring, Diagnostic settings: is the category still ticked, and does it still go to our event hub? The audit log says who changed it.",
                "The event hub's metrics: do messages of other categories still come in? Then only this category is lost; else look at the hub's network rules and keys.",
                "Our Ingest app: is it running, and are there rejected rows or dead letters? (nhi doctor)",
            ]),
        new(
            "Fetch what was missed",
            ["Entra keeps sign-ins for 30 days (7 without a licence): switch on the function PollLogs for a while, or push an export to Ingest. Rows that come late end this finding and are judged as if they had come in time."]),
        new(
            "If nobody uses that log any more, give it a canary",
            ["A scheduled sign-in every half an hour of an application and a managed identity of your own shows that silence is silence."]),
    ];

    public static Finding Show(string tenantId, SourceStatus status, SourceLapse lapse, DateTimeOffset now, FindingState state)
    {
        var category = LogSources.CategoryOf(status.Source);
        return new Finding(
            MessageIds.From("finding", tenantId, category, FindingNumbers.SourceSilent),
            FindingNumbers.SourceSilent,
            "source-silent",
            Severity.Critical,
            new IdentityRef(category, IdentityKind.ServicePrincipal, $"Log {category}"),
            FindingText.UnknownOwner,
            Sentence(category, status, lapse),
            new Evidence([], [], [], [], [], [], []),
            InOrder,
            [Standards.Monitoring],
            lapse.From,
            lapse.Until ?? (now > lapse.From ? now : lapse.From),
            1,
            state);
    }

    private static string Sentence(string category, SourceStatus status, SourceLapse lapse)
    {
        var what = lapse.Short is { } shortfall
            ? $"The log {category} brings too little since {FindingText.Minute(lapse.From)}: about {Number(shortfall.Came)} rows in six hours, where at least about {Number(shortfall.Least)} came at this time of each of the last fourteen days, while the other logs go on."
            : $"The log {category} brings nothing since {FindingText.Minute(lapse.From)}{(status.Habit is { } habit ? $"; in the two weeks before it never rested longer than {Length(habit.LongestGap)}" : "")}.";
        return $"{what} Until it is back, nothing is concluded from silence in it: no missed run, no unused key, no proven end.";
    }

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Length(TimeSpan time) => time < TimeSpan.FromHours(2) ? $"{Number((int)time.TotalMinutes)} minutes" : $"{Number((int)Math.Ceiling(time.TotalHours))} hours";
}
