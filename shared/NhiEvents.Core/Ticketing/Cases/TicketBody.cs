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

    /// <summary>So many names stand where the text speaks of them; a longer list stands at its end.</summary>
    private const int FewNames = 25;

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
        var names = Names(known, facts);
        var which = facts.IdentityCount == 1 ? "Which account" : $"Which accounts ({facts.IdentityCount.ToString(CultureInfo.InvariantCulture)})";
        Section(text, which, names.Count > FewNames + 1 ? ["They are listed at the end of this text."] : names);
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
        Section(text, which, names.Count > FewNames + 1 ? names : []);
        Section(text, "Reference", [$"Case {known.CaseKey}; findings {string.Join(", ", facts.FindingTypes)}. Comments of NhiEvents follow here; it closes this ticket when the cause is gone."]);
        return text.ToString().TrimEnd();
    }

    /// <summary>By name, and where the others are. A ticket that follows another one has none of its comments.</summary>
    private static List<string> Names(TicketCase known, TicketFacts facts)
    {
        var without = facts.WithoutOffer.ToHashSet(StringComparer.OrdinalIgnoreCase);
        List<string> lines =
        [
            .. facts.Identities.SkipLast(known.EarlierNumber is null ? facts.InComments : 0)
                .Order(NameList.Order)
                .Select(identity => NameList.LineOf(identity, !without.Contains(identity.Id))),
        ];
        lines = known.EarlierNumber is null ? lines : lines[..NameList.InText(lines)]; // who is in no comment stands here, whatever else does
        return facts.IdentityCount <= lines.Count
            ? lines
            : [.. lines, string.Create(CultureInfo.InvariantCulture, $"{(lines.Count > 0 ? "and " : "")}{facts.IdentityCount - lines.Count} more, named in comments on {(known.EarlierNumber is { } earlier ? $"{earlier} or here" : "this ticket")}")];
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
