using System.Globalization;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Tickets;

namespace NhiEvents.Core.Response.Causes;

/// <summary>What the ticket of one owner says about an incident. Pure.</summary>
internal static class CauseText
{
    /// <summary>A change is taken for the cause when it was made at most so long before the first failure.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromHours(24);

    /// <summary>Names in one sentence; the rest are counted.</summary>
    private const int MaxNames = 50;

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
        var example = ExampleOf(row, owner);
        var all = row.Members.Values.Select(member => member.Identity.Id).Distinct().Count();
        var others = all > open.Count ? string.Create(CultureInfo.InvariantCulture, $" In the whole organisation it is {all} accounts, of several owners.") : "";
        return new TicketFacts(
            one ? $"{open[0].Identity.DisplayName}: {TicketText.Heading(row.Sample)} ({row.Cause})" : string.Create(CultureInfo.InvariantCulture, $"{open.Count} accounts: {TicketText.Heading(row.Sample)} ({row.Cause})"),
            string.Create(CultureInfo.InvariantCulture, $"{open.Count} {(one ? "account" : "accounts")} of yours {(one ? "is" : "are")} asked for something that automation cannot do, or refused, because of {row.Cause}.{others}"),
            open[0].FirstSeen,
            "What runs with these accounts does not run, or stops soon.",
            change is null
                ? example.Cause
                : string.Create(CultureInfo.InvariantCulture, $"{row.Cause} was changed at {change.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC by {change.By} ({change.Operation}; audit log entry {change.Id}). {example.Cause}"),
            open.Max(member => member.Severity),
            owner)
        {
            Identities = [.. open.Take(TicketFacts.MaxIdentities).Select(member => member.Identity)],
            IdentityCount = open.Count,
            Remedies = example.Remedies,
            Offer = offer,
            FindingTypes = [.. open.Select(member => member.Number).Distinct().Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>For those whom it helps; null when there is nobody.</summary>
    public static string? Offer(CauseRow row, string owner, IReadOnlyList<CauseMember> members, TimeSpan lasts, DateTimeOffset now)
    {
        var open = members.Where(member => member.Open).ToList();
        var without = open.Where(member => member.NoOffer).Select(member => member.Identity).Distinct().ToList();
        return without.Count == open.Select(member => member.Identity).Distinct().Count()
            ? null
            : OfferText.Of(ExampleOf(row, owner).Remedies, lasts, now) + (without.Count == 0 ? "" : $" Not for {Names(without)}: see the findings on it.");
    }

    /// <summary>What is said when something has changed since the ticket was told; null when nothing has.</summary>
    public static string? Change(ToldOwner? told, IReadOnlyList<CauseMember> members)
    {
        var open = members.Count(member => member.Open);
        var joined = members.Where(member => member is { Open: true, Told: false }).Select(member => member.Identity).Distinct().ToList();
        return told is null || (joined.Count == 0 && told.Open == open && told.All == members.Count)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"Now {open} of {members.Count} accounts are affected; it was {told.Open} of {told.All}.{(joined.Count == 0 ? "" : $" New: {Names(joined)}.")}");
    }

    /// <summary>Of an owner beyond those that are kept, only the cause itself is known.</summary>
    private static CauseExample ExampleOf(CauseRow row, string owner) => row.Examples.GetValueOrDefault(owner) ?? new CauseExample($"{row.Cause} applies to it.", []);

    private static string Names(List<IdentityRef> identities) =>
        string.Join("; ", identities.Take(MaxNames).Select(identity => PlainText.OneLine($"{identity.DisplayName} ({identity.UserPrincipalName ?? identity.Id})")))
        + (identities.Count > MaxNames ? string.Create(CultureInfo.InvariantCulture, $"; and {identities.Count - MaxNames} more") : "");
}
