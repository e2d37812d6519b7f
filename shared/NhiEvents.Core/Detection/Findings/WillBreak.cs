using System.Globalization;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Governance;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI407: what works now rests on something that a known change takes away.</summary>
internal static class WillBreak
{
    public static FindingWords Words(FindingFacts facts)
    {
        var change = PlannedChanges.Shipped.Find(facts.Cause.Way);
        var policy = facts.Total.Policies.Count > 0 ? $" ({CommandText.Listed(facts.Total.Policies)})" : "";
        return change is null
            ? new FindingWords("will-break", Severity.Low, $"{facts.Who} rests on something that a change takes away; this version does not know the change '{facts.Cause.Way}' any more.", ReplaceTheAccount.InOrder, Controls)
            : new FindingWords(
                "will-break",
                SeverityOf(change.Certainty),
                $"{facts.Who} {Does(change, facts)}, and {Words(change.Certainty)} stop with {change.Name}{policy}{When(change)}: {change.Breaks}.",
                [.. change.Remedies, .. change.ReplaceAccount && facts.IsUser ? ReplaceTheAccount.InOrder : [], .. change.Exception ? [BreakRemedies.AskForException] : change.When.AzureChange ? [MandatoryMfaDenied.NoException] : Array.Empty<Remedy>()],
                Controls);
    }

    private static IReadOnlyList<string> Controls { get; } = [Standards.InsecureAuthentication, Standards.AccessControl, Standards.ZeroTrust];

    private static string Does(PlannedChange change, FindingFacts facts) =>
        change.When.AzureChange ? $"changes Azure with a token that holds no second factor ({CommandText.Listed(facts.Total.Apps)})" : $"works{facts.ForResources}";

    private static Severity SeverityOf(Certainty certainty) => certainty switch
    {
        Certainty.Certain => Severity.High,
        Certainty.Likely => Severity.Medium,
        Certainty.Possible => Severity.Low,
    };

    private static string Words(Certainty certainty) => certainty switch
    {
        Certainty.Certain => "will certainly",
        Certainty.Likely => "will likely",
        Certainty.Possible => "will possibly",
    };

    private static string When(PlannedChange change) => change switch
    {
        { From: null } => "",
        { Final: { } final } => $", {Day(change.From.Value)} to {Day(final)}",
        { From: { } from } => $", {Day(from)}",
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
