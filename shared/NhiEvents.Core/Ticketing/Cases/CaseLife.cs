using System.Text.Json;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Ticketing.Cases;

/// <summary>How a case goes on. Pure: the case before in, the case after out; the same object when nothing changes.</summary>
internal static class CaseLife
{
    /// <summary>Comment ids that are remembered.</summary>
    private const int MaxSaid = 200;

    /// <summary>Writes that may wait, besides essential comments. An outage of the ticket system of days must not fill the row: what is older is summed up.</summary>
    private const int MaxPending = 100;

    /// <summary>Bytes of the texts that wait, as JSON: with all else that a case says they are one row (900,000).</summary>
    private const int MaxPendingBytes = 400_000;

    /// <summary>What stands around each of them in the row.</summary>
    private const int AroundText = 200;

    public static TicketCase Opened(TicketCase? known, OpenTicket open, TimeSpan reopenWithin)
    {
        if (known is null)
        {
            return Fresh(new TicketCase(open.TenantId, open.CaseKey, open.Revision, TicketState.Waiting), open);
        }

        if (known.AskedRevision >= open.Revision)
        {
            return known;
        }

        var next = known with { AskedRevision = open.Revision, Revision = known.Revision + 1 };
        return known switch
        {
            { State: TicketState.Closed, Ticket: null } => Fresh(next with { State = TicketState.Waiting, ClosedAt = null }, open),
            { State: TicketState.Closed } when open.At - known.ClosedAt <= reopenWithin => With(
                Told(next with { State = TicketState.Open, ClosedAt = null }, open),
                new PendingWrite(Id("reopen", next), PendingKind.Reopen, $"It is back: {open.Change ?? open.Facts.Cause}")),
            { State: TicketState.Closed } => Fresh(
                next with { State = TicketState.Waiting, ClosedAt = null, Ticket = null, EarlierNumber = known.Ticket!.Number, Generation = known.Generation + 1 }, open),
            { State: TicketState.Waiting } => Told(next, open), // the text is made when it is written
            _ when open.Change is { } change => With(Told(next, open), new PendingWrite(Id("change", next), PendingKind.Comment, change)),
            _ => Told(next, open),
        };
    }

    /// <summary>A ticket that was never made is not made only to be closed.</summary>
    public static TicketCase Closed(TicketCase? known, CloseTicket close)
    {
        if (known is null)
        {
            return new TicketCase(close.TenantId, close.CaseKey, close.Revision, TicketState.Closed) { ClosedAt = close.At };
        }

        if (known.AskedRevision >= close.Revision || known.State is TicketState.Closed)
        {
            return known.AskedRevision >= close.Revision ? known : known with { AskedRevision = close.Revision, Revision = known.Revision + 1 };
        }

        var next = known with { AskedRevision = close.Revision, Revision = known.Revision + 1, State = TicketState.Closed, ClosedAt = close.At };
        return known.Ticket is null && known.LeasedUntil is null
            ? next with { Pending = [] }
            : With(next, new PendingWrite(Id("close", next), PendingKind.Close, close.Evidence));
    }

    /// <summary>A person has closed it in the ticket system: nothing but what is essential is written there, and the cause opens it again only when it comes back.</summary>
    public static TicketCase ClosedByPerson(TicketCase known, DateTimeOffset now) => known.State is TicketState.Closed
        ? known
        : known with { State = TicketState.Closed, ClosedAt = now, Pending = [.. known.Pending.Where(write => write.IsEssential)], Revision = known.Revision + 1 };

    public static TicketCase Commented(TicketCase known, string commentId, string text, bool isEssential = false) => known.Said.Contains(commentId, StringComparer.Ordinal)
        ? known
        : With(
            known with { Said = [.. known.Said.Append(commentId).TakeLast(MaxSaid)], Revision = known.Revision + 1 },
            new PendingWrite(commentId, PendingKind.Comment, text) { IsEssential = isEssential });

    /// <summary>Whether one more text can wait. One that cannot comes again when others have been written.</summary>
    public static bool HasRoomFor(TicketCase known, string text) => known.Pending.Sum(write => BytesOf(write.Text)) + BytesOf(text) <= MaxPendingBytes;

    /// <summary>A delivery was worked off; it comes again after a crash, and must not be then.</summary>
    public static TicketCase Noted(TicketCase known, string deliveryKey) =>
        known with { Said = [.. known.Said.Append(deliveryKey).TakeLast(MaxSaid)], Revision = known.Revision + 1 };

    /// <summary>A ticket that people have opened, and that a decision was sent from: we only comment in it.</summary>
    public static TicketCase Adopted(string tenantId, string number) =>
        new(tenantId, "ticket-" + Contracts.MessageIds.From(number.ToLowerInvariant()), 0, TicketState.Open) { Ticket = new TicketRef(number, number) };

    /// <summary>Somebody begins to write: nobody else does until the lease is over.</summary>
    public static TicketCase Leased(TicketCase known, DateTimeOffset until) => known with { LeasedUntil = until, Revision = known.Revision + 1 };

    /// <summary>One write was made.</summary>
    /// <param name="ticket">Of a creation: what it is now.</param>
    public static TicketCase Written(TicketCase known, PendingWrite done, TicketRef? ticket) => known with
    {
        Ticket = ticket ?? known.Ticket,
        State = done.Kind is PendingKind.Create && known.State is TicketState.Waiting ? TicketState.Open : known.State,
        Pending = [.. known.Pending.Where(write => write.Id != done.Id)],
        LeasedUntil = null,
        Trouble = null,
        Revision = known.Revision + 1,
    };

    public static TicketCase Failed(TicketCase known, string why, DateTimeOffset now) => known with
    {
        LeasedUntil = null,
        Trouble = new TicketTrouble(why, (known.Trouble?.Failures ?? 0) + 1, known.Trouble?.Since ?? now),
        Revision = known.Revision + 1,
    };

    /// <summary>The ticket is gone from its system: the next write makes another one.</summary>
    public static TicketCase Lost(TicketCase known) => known.Facts is null
        ? known with { Pending = [], LeasedUntil = null, Revision = known.Revision + 1 }
        : known with
        {
            Ticket = null,
            EarlierNumber = known.Ticket?.Number,
            Generation = known.Generation + 1,
            State = known.State is TicketState.Closed ? TicketState.Closed : TicketState.Waiting,
            Pending = known.State is TicketState.Closed ? [] : [new PendingWrite(Id("create", known), PendingKind.Create, ""), .. known.Pending.Where(write => write.IsEssential)],
            LeasedUntil = null,
            Revision = known.Revision + 1,
        };

    /// <summary>How long to wait before the next attempt.</summary>
    public static TimeSpan PauseAfter(int failures, TicketingOptions options) =>
        TimeSpan.FromTicks(Math.Min(options.LongestPause.Ticks, options.FirstPause.Ticks << Math.Min(failures - 1, 16)));

    /// <summary>A comment that came before what it comments on is said when that is there.</summary>
    private static TicketCase Fresh(TicketCase next, OpenTicket open) =>
        Told(next, open) with { Pending = [new PendingWrite(Id("create", next), PendingKind.Create, ""), .. next.Pending.Where(write => write.IsEssential)] };

    private static TicketCase Told(TicketCase next, OpenTicket open) => next with { Facts = open.Facts, IdentityId = open.IdentityId };

    private static TicketCase With(TicketCase next, PendingWrite write) => next.Pending.Count(one => !one.IsEssential) < MaxPending || write.IsEssential
        ? next with { Pending = [.. next.Pending, write] }
        : next with { Pending = [.. next.Pending.Where(one => !one.MayBeSummedUp), new PendingWrite(Id("sum", next), PendingKind.Comment, $"{MaxPending} comments were left out while the ticket system did not answer."), write] };

    private static int BytesOf(string text) => JsonEncodedText.Encode(text).EncodedUtf8Bytes.Length + AroundText;

    private static string Id(string what, TicketCase next) => Contracts.MessageIds.From(what, next.CaseKey, next.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
