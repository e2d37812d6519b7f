using System.Text.Json;
using NhiEvents.Contracts.Tickets;

namespace NhiEvents.Core.Response.Causes;

/// <summary>What an owner is to be told of an incident now. Pure.</summary>
/// <param name="Next">What his ticket knows when that is said.</param>
/// <param name="Facts">Null when all is over.</param>
internal sealed record OwnerNews(CauseOwner Next, TicketFacts? Facts)
{
    /// <summary>What has changed, where no comment says it.</summary>
    public string? Change { get; init; }

    /// <summary>Each names accounts that nothing before named.</summary>
    public IReadOnlyList<string> Comments { get; init; } = [];

    /// <summary>More is to be named than was room for.</summary>
    public bool HasMore { get; init; }

    /// <summary>Null when there is nothing to tell.</summary>
    /// <param name="members">Of this owner.</param>
    /// <param name="seats">The last seat whose member is surely among them; who joined meanwhile has a later one, and is told the next time.</param>
    /// <param name="accounts">Identities of the whole incident.</param>
    /// <param name="offer">The exception that helps; null when none does.</param>
    /// <param name="room">How much there may be.</param>
    public static OwnerNews? For(CauseRow row, CauseOwner owner, IReadOnlyList<CauseMember> members, int seats, int accounts, NotedChange? behind, string? offer, NewsRoom room)
    {
        members = [.. members.Where(member => !member.Open || member.Seat <= seats)];
        var open = members.Where(member => member.Open).OrderBy(member => member.Seat).ToList();
        var affected = AccountsOf(open);
        var all = members.Select(member => member.Identity.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        var named = open.Where(member => member.Seat <= owner.ToldTo).Select(member => member.Identity.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var joined = affected.Where(account => !named.Contains(account.Identity.Id)).ToList();
        var first = owner.Tellings == 0;
        if (first ? affected.Count == 0 : joined.Count == 0 && (owner.Open, owner.All) == (affected.Count, all))
        {
            return null;
        }

        var proposed = affected.All(account => account.NoOffer) ? null : offer;
        var inText = first ? NameList.InText(LinesOf(joined, proposed)) : 0;
        var inComments = room.Take(LinesOf(joined[inText..], proposed));
        var next = owner with
        {
            Tellings = owner.Tellings + 1,
            ToldTo = joined.Count > inText + inComments ? joined[inText + inComments].Seat - 1 : seats,
            TextTo = first ? joined[inText - 1].Seat : owner.TextTo,
            Named = owner.Named + inText + inComments,
            Open = affected.Count,
            All = all,
            Offered = owner.Offered || proposed is not null,
        };
        if (affected.Count == 0)
        {
            return new OwnerNews(next, null);
        }

        var count = first || (owner.Open, owner.All) == (affected.Count, all) ? null : CauseText.Count(owner, next);
        var lists = NameList.Comments(LinesOf(joined.Slice(inText, inComments).OrderBy(account => account.Identity, NameList.Order), proposed)).ToList();
        var written = members.Where(member => member.Seat > 0 && member.Seat <= next.TextTo).Select(member => member.Identity.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var elsewhere = affected.Where(account => !written.Contains(account.Identity.Id) || (!first && !named.Contains(account.Identity.Id))).ToList();
        return new OwnerNews(next, CauseText.Facts(row, next, affected, elsewhere, accounts, behind, proposed))
        {
            Change = lists.Count == 0 ? count : null,
            Comments = [.. CauseText.Comments(owner.Named + inText, owner.Named + joined.Count, lists, count, first || owner.Offered ? null : proposed)],
            HasMore = joined.Count > inText + inComments,
        };
    }

    /// <summary>Two findings on one account are one account, with the place of the first.</summary>
    private static List<CauseMember> AccountsOf(IEnumerable<CauseMember> open) => [.. open.DistinctBy(member => member.Identity.Id, StringComparer.OrdinalIgnoreCase)];

    private static List<string> LinesOf(IEnumerable<CauseMember> accounts, string? offer) => [.. accounts.Select(account => CauseText.LineOf(account, offer))];
}

/// <summary>What may still be told in one transaction.</summary>
/// <param name="Comments">At most so many.</param>
/// <param name="Bytes">At most so many, as JSON.</param>
internal readonly record struct NewsRoom(int Comments, long Bytes)
{
    /// <summary>How many of the lines there is room for.</summary>
    public int Take(IReadOnlyList<string> lines)
    {
        var (taken, bytes) = (0, Bytes);
        for (var comment = 0; comment < Comments && taken < lines.Count; comment++)
        {
            var count = NameList.InComment(lines, taken);
            bytes -= lines.Skip(taken).Take(count).Sum(line => (long)JsonEncodedText.Encode(line).EncodedUtf8Bytes.Length);
            if (bytes < 0)
            {
                break;
            }

            taken += count;
        }

        return taken;
    }
}
