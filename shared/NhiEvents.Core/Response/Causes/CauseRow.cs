using System.Globalization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Causes;

/// <summary>One incident: findings of many identities with one cause. Its members and owners are rows of their own beside it, so that none grows with their number; whatever changes one of them changes this too.</summary>
/// <param name="Cause">Such as a policy's name.</param>
/// <param name="Generation">1 for the first incident of this cause.</param>
/// <param name="Sample">The first finding: what it is called stands for all.</param>
internal sealed record CauseRow(string Cause, int Generation, DateTimeOffset StartedAt, DateTimeOffset LastJoined, Finding Sample)
{
    public long Revision { get; init; } = 1;

    public DateTimeOffset? DueAt { get; init; }

    /// <summary>How many of the members are open.</summary>
    public int Open { get; init; }

    /// <summary>A ticket knows of it.</summary>
    public bool IsTold { get; init; }

    /// <summary>A playbook wants owners told, besides their tickets.</summary>
    public bool NotifyOwners { get; init; }

    private const string Type = "|cause";

    public static string Key(string cause) => KeyText.Clean(cause) + Type;

    public static bool Is(string rowKey) => rowKey.EndsWith(Type, StringComparison.Ordinal);

    public string CaseKeyOf(string tenantId, string owner) => MessageIds.From("cause", tenantId, Cause, Generation.ToString(CultureInfo.InvariantCulture), owner);
}

/// <summary>A finding of an incident.</summary>
/// <param name="Revision">Of the finding.</param>
internal sealed record CauseMember(IdentityRef Identity, string Owner, bool Open, long Revision, string Number, Severity Severity, DateTimeOffset FirstSeen)
{
    /// <summary>No exception is proposed for it.</summary>
    public bool NoOffer { get; init; }

    /// <summary>Its place among those of its owner, from 1, in the order in which they broke; 0 for what was never open.</summary>
    public int Seat { get; init; }

    /// <summary>While it is over: how often its owner had been told when it was.</summary>
    public int OverAfter { get; init; }

    /// <summary>Of every incident of a cause.</summary>
    public static string Prefix(string cause) => $"{KeyText.Clean(cause)}|member|";

    public static string Prefix(string cause, int generation) => string.Create(CultureInfo.InvariantCulture, $"{Prefix(cause)}{generation}|");

    public static string Key(string cause, int generation, string findingId) => Prefix(cause, generation) + KeyText.Clean(findingId);
}

/// <summary>Whom an incident concerns, and what his ticket knows of it.</summary>
/// <param name="Example">Of the first of his accounts: an owner is shown no account of another.</param>
internal sealed record CauseOwner(string Owner, CauseExample Example)
{
    /// <summary>The last seat that was given.</summary>
    public int Seats { get; init; }

    /// <summary>Whoever was open and had a seat up to this one has been named.</summary>
    public int ToldTo { get; init; }

    /// <summary>Whoever had a seat up to this one was named in the text of the ticket, the others in comments.</summary>
    public int TextTo { get; init; }

    /// <summary>How often he was told.</summary>
    public int Tellings { get; init; }

    /// <summary>Names in his ticket so far.</summary>
    public int Named { get; init; }

    /// <summary>How many accounts were affected when he was told last.</summary>
    public int Open { get; init; }

    /// <summary>Of so many.</summary>
    public int All { get; init; }

    /// <summary>An exception was proposed to him.</summary>
    public bool Offered { get; init; }

    /// <summary>Of every incident of a cause.</summary>
    public static string Prefix(string cause) => $"{KeyText.Clean(cause)}|owner|";

    public static string Prefix(string cause, int generation) => string.Create(CultureInfo.InvariantCulture, $"{Prefix(cause)}{generation}|");

    public static string Key(string cause, int generation, string owner) => Prefix(cause, generation) + MessageIds.From(owner);

    /// <summary>Seats somebody who joins. Who was over and is back keeps the seat only if the owner, who was given the name, never heard that it was over; else it gets the next one, and is named (again).</summary>
    public (CauseOwner Owner, CauseMember Member) Seat(CauseMember joining, CauseMember? before)
    {
        var kept = before is { Seat: > 0 } && before.Owner == Owner && (before.Open || !joining.Open || (before.Seat <= ToldTo && before.OverAfter == Tellings)) ? before.Seat : 0;
        return (kept, joining.Open) switch
        {
            (0, true) => (this with { Seats = Seats + 1 }, joining with { Seat = Seats + 1 }),
            (_, true) => (this, joining with { Seat = kept }),
            _ => (this, joining with { Seat = kept, OverAfter = before is { Open: false } ? before.OverAfter : Tellings }),
        };
    }
}

/// <summary>What one finding says of the cause, and what to do.</summary>
internal sealed record CauseExample(string Cause, IReadOnlyList<Remedy> Remedies);

/// <summary>What was changed about a policy lately.</summary>
internal sealed record ChangesRow(IReadOnlyList<NotedChange> Changes)
{
    public static string Key(string cause) => $"{KeyText.Clean(cause)}|changes";
}

/// <param name="By">Object id of the person or name of the application; never a person's name.</param>
internal sealed record NotedChange(string Id, DateTimeOffset At, string Operation, string By);
