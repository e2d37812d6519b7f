using System.Globalization;
using NhiEvents.Contracts.Tickets;

namespace NhiEvents.Core.Response.Causes;

/// <summary>What the ticket of one owner says about an incident. Pure.</summary>
internal static class CauseText
{
    /// <summary>A change is taken for the cause when it was made at most so long before the first failure.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromHours(24);

    /// <summary>Clocks of the two logs differ.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <summary>The latest change before it broke; null when none is known.</summary>
    public static NotedChange? ChangeBehind(CauseRow row, ChangesRow? changes)
    {
        var first = row.Members.Values.Min(member => member.FirstSeen);
        return changes?.Changes.Where(change => change.At <= first + Slack && first - change.At <= Reach).MaxBy(change => change.At);
    }

    public static TicketFacts Facts(CauseRow row, string owner, IReadOnlyList<CauseMember> members, NotedChange? change, string? offer)
    {
        var open = members.Where(member => member.Open).OrderBy(member => member.FirstSeen).ThenBy(member => member.Identity.Id, StringComparer.Ordinal).ToList();
        var one = open.Count == 1;
        var all = row.Members.Values.Select(member => member.Identity.Id).Distinct().Count();
        var others = all > open.Count ? string.Create(CultureInfo.InvariantCulture, $" In the whole organisation it is {all} accounts, of several owners.") : "";
        return new TicketFacts(
            one ? $"{open[0].Identity.DisplayName}: {TicketText.Heading(row.Sample)} ({row.Cause})" : string.Create(CultureInfo.InvariantCulture, $"{open.Count} accounts: {TicketText.Heading(row.Sample)} ({row.Cause})"),
            string.Create(CultureInfo.InvariantCulture, $"{open.Count} {(one ? "account" : "accounts")} of yours {(one ? "is" : "are")} asked for something that automation cannot do, or refused, because of {row.Cause}.{others}"),
            open[0].FirstSeen,
            "What runs with these accounts does not run, or stops soon.",
            change is null
                ? row.Sample.Cause
                : string.Create(CultureInfo.InvariantCulture, $"{row.Cause} was changed at {change.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC by {change.By} ({change.Operation}; audit log entry {change.Id}). {row.Sample.Cause}"),
            open.Max(member => member.Severity),
            owner)
        {
            Identities = [.. open.Take(TicketFacts.MaxIdentities).Select(member => member.Identity)],
            IdentityCount = open.Count,
            Remedies = row.Sample.Remedies,
            Offer = offer,
            FindingTypes = [.. open.Select(member => member.Number).Distinct().Order(StringComparer.Ordinal)],
        };
    }

    public static string? Change(ToldOwner? told, int open, int all) => told is null || (told.Open == open && told.All == all)
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"Now {open} of {all} accounts are still affected; it was {told.Open} of {told.All}.");
}
