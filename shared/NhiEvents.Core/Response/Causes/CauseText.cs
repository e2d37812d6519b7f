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
    public static NotedChange? ChangeBehind(IReadOnlyList<CauseMember> members, ChangesRow? changes)
    {
        if (members.Count == 0)
        {
            return null;
        }

        var first = members.Min(member => member.FirstSeen);
        return changes?.Changes.Where(change => change.At <= first + Slack && first - change.At <= Reach).MaxBy(change => change.At);
    }

    /// <param name="affected">The accounts of the owner that are broken, each once.</param>
    /// <param name="elsewhere">Of these, those that comments name.</param>
    /// <param name="accounts">Of the whole organisation.</param>
    public static TicketFacts Facts(CauseRow row, CauseOwner owner, IReadOnlyList<CauseMember> affected, IReadOnlyList<CauseMember> elsewhere, int accounts, NotedChange? change, string? offer)
    {
        var one = affected.Count == 1;
        var others = accounts > affected.Count ? string.Create(CultureInfo.InvariantCulture, $" In the whole organisation it is {accounts} accounts, of several owners.") : "";
        List<CauseMember> named = [.. affected.Except(elsewhere), .. elsewhere];
        named = named[..NameList.InComment([.. named.Select(account => LineOf(account, offer))])];
        return new TicketFacts(
            one ? $"{affected[0].Identity.DisplayName}: {TicketText.Heading(row.Sample)} ({row.Cause})" : string.Create(CultureInfo.InvariantCulture, $"{affected.Count} accounts: {TicketText.Heading(row.Sample)} ({row.Cause})"),
            string.Create(CultureInfo.InvariantCulture, $"{affected.Count} {(one ? "account" : "accounts")} of yours {(one ? "is" : "are")} asked for something that automation cannot do, or refused, because of {row.Cause}.{others}"),
            affected.Min(member => member.FirstSeen),
            "What runs with these accounts does not run, or stops soon.",
            change is null
                ? owner.Example.Cause
                : string.Create(CultureInfo.InvariantCulture, $"{row.Cause} was changed at {change.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC by {change.By} ({change.Operation}; audit log entry {change.Id}). {owner.Example.Cause}"),
            affected.Max(member => member.Severity),
            owner.Owner)
        {
            Identities = [.. named.Select(account => account.Identity)],
            InComments = Math.Max(0, named.Count - (affected.Count - elsewhere.Count)),
            IdentityCount = affected.Count,
            WithoutOffer = offer is null ? [] : [.. named.Where(account => account.NoOffer).Select(account => account.Identity.Id)],
            Remedies = owner.Example.Remedies,
            Offer = offer is null ? null : offer + (affected.Any(account => account.NoOffer) ? " Not for those with 'no exception' behind their name: see the findings on them." : ""),
            FindingTypes = [.. affected.Select(member => member.Number).Distinct().Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>How many are affected since the owner was told last.</summary>
    public static string Count(CauseOwner before, CauseOwner now) =>
        string.Create(CultureInfo.InvariantCulture, $"Now {now.Open} of {now.All} accounts are affected; it was {before.Open} of {before.All}.");

    /// <param name="before">Accounts that the ticket has named already.</param>
    /// <param name="all">Those that it names when all is said.</param>
    /// <param name="lists">The lines of each comment.</param>
    /// <param name="count">What the first comment says before its list.</param>
    /// <param name="offer">What the last one says behind its list: the first proposal of an exception in this ticket.</param>
    public static IEnumerable<string> Comments(int before, int all, IReadOnlyList<IReadOnlyList<string>> lists, string? count, string? offer)
    {
        for (var i = 0; i < lists.Count; i++)
        {
            var (from, to) = (before + 1, before += lists[i].Count);
            var which = string.Create(CultureInfo.InvariantCulture, $"{(from == to ? $"account {from}" : $"accounts {from} to {to}")}");
            var heading = i == 0 && count is not null
                ? $"{count} New {(from == to ? "is" : "are")} {which}:"
                : string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(which[0])}{which[1..]} of {all}:");
            yield return $"{heading}\n  - {string.Join("\n  - ", lists[i])}{(i == lists.Count - 1 && offer is not null ? $"\n{offer}" : "")}";
        }
    }

    public static string LineOf(CauseMember account, string? offer) => NameList.LineOf(account.Identity, offer is null || !account.NoOffer);
}
