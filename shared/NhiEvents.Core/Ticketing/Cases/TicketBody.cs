using System.Globalization;
using System.Text;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Ticketing.Cases;

/// <summary>Puts a case into words for a person who never saw the product. Pure.</summary>
/// <remarks>Names come from logs and are hostile: control characters go, and nothing is markup, because the text is written as plain text everywhere.</remarks>
internal static class TicketBody
{
    private const int MaxTitle = 160;

    /// <summary>Names in the text; the rest are counted.</summary>
    private const int MaxNames = 25;

    public static NewTicket Of(TicketCase known)
    {
        var facts = known.Facts ?? throw new InvalidOperationException($"Case {known.CaseKey} has nothing to say.");
        return new NewTicket(known.CorrelationKey, PlainText.OneLine(facts.Title, MaxTitle), Text(known, facts), PriorityOf(facts.Severity))
        {
            Owner = facts.Owner,
            ConfigurationItem = facts.ConfigurationItem,
        };
    }

    private static string Text(TicketCase known, TicketFacts facts)
    {
        var text = new StringBuilder();
        Section(text, "What happened", [facts.What]);
        Section(text, "Since", [facts.Since.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC"]);
        Section(text, "What it means", [facts.Impact]);
        Section(text, "Why", [facts.Cause]);
        Section(text, facts.IdentityCount == 1 ? "Which account" : $"Which accounts ({facts.IdentityCount.ToString(CultureInfo.InvariantCulture)})", Names(facts));
        Section(text, "Who answers for it", [facts.Owner == "unknown" ? "Nobody is registered. Register an owner in the registry; an owner of the application itself could add credentials to it." : facts.Owner]);
        for (var i = 0; i < facts.Remedies.Count; i++)
        {
            var remedy = facts.Remedies[i];
            Section(
                text,
                $"{(i == 0 ? "What to do" : "Or")}: {remedy.Title}",
                [.. remedy.Steps, .. remedy.Az is { } az ? [$"Azure CLI: {az}"] : Array.Empty<string>(), .. remedy.PowerShell is { } shell ? [$"PowerShell: {shell}"] : Array.Empty<string>()]);
        }

        Section(text, "Until then", facts.Offer is { } offer ? [offer] : []);
        Section(text, "What the system did", facts.Reactions);
        Section(text, "Earlier", known.EarlierNumber is { } earlier ? [$"The same cause had the ticket {earlier}."] : []);
        Section(text, "Reference", [$"Case {known.CaseKey}; findings {string.Join(", ", facts.FindingTypes)}. Comments of NhiEvents follow here; it closes this ticket when the cause is gone."]);
        return text.ToString().TrimEnd();
    }

    private static IEnumerable<string> Names(TicketFacts facts)
    {
        foreach (var identity in facts.Identities.Take(MaxNames))
        {
            yield return $"{identity.DisplayName} ({identity.UserPrincipalName ?? identity.Id})";
        }

        if (facts.IdentityCount > Math.Min(MaxNames, facts.Identities.Count))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"and {facts.IdentityCount - Math.Min(MaxNames, facts.Identities.Count)} more");
        }
    }

    private static void Section(StringBuilder text, string heading, IEnumerable<string> lines)
    {
        var all = lines.Where(line => line.Length > 0).ToList();
        if (all.Count == 0)
        {
            return;
        }

        text.Append(PlainText.OneLine(heading, MaxTitle)).Append('\n');
        foreach (var line in all)
        {
            text.Append(all.Count == 1 ? "  " : "  - ").Append(PlainText.OneLine(line)).Append('\n');
        }

        text.Append('\n');
    }

    private static TicketPriority PriorityOf(Severity severity) => severity switch
    {
        Severity.Low => TicketPriority.Low,
        Severity.Medium => TicketPriority.Medium,
        Severity.High => TicketPriority.High,
        Severity.Critical => TicketPriority.Critical,
    };
}
