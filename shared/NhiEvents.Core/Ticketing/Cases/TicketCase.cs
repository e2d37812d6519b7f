using System.Globalization;
using System.Text.Json.Serialization;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ticketing.Cases;

/// <summary>One root cause, its ticket, and what still has to be written into it.</summary>
/// <param name="AskedRevision">The newest opening or closing that was seen.</param>
internal sealed record TicketCase(string TenantId, string CaseKey, long AskedRevision, TicketState State)
{
    /// <summary>Null while only its end is known, and for a ticket that people have opened.</summary>
    public TicketFacts? Facts { get; init; }

    public string? IdentityId { get; init; }

    /// <summary>Null until the ticket system has it.</summary>
    public TicketRef? Ticket { get; init; }

    /// <summary>The ticket before this one, of the same cause.</summary>
    public string? EarlierNumber { get; init; }

    /// <summary>1 for the first ticket of the cause.</summary>
    public int Generation { get; init; } = 1;

    /// <summary>In order; the first is written first.</summary>
    public IReadOnlyList<PendingWrite> Pending { get; init; } = [];

    /// <summary>Comments that were taken, the latest ones: the same one comes again after a redelivery.</summary>
    public IReadOnlyList<string> Said { get; init; } = [];

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Grows with every change.</summary>
    public long Revision { get; init; } = 1;

    public TicketTrouble? Trouble { get; init; }

    /// <summary>Somebody is writing until then, at most.</summary>
    public DateTimeOffset? LeasedUntil { get; init; }

    /// <summary>Time of its one due row; null when there is none.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Something can be written: a comment waits until there is a ticket.</summary>
    [JsonIgnore]
    public bool CanWrite => Pending.Count > 0 && (Ticket is not null || Pending[0].Kind is PendingKind.Create);

    /// <summary>What the ticket system is searched for.</summary>
    [JsonIgnore]
    public string CorrelationKey => Generation == 1 ? "nhi-" + CaseKey : string.Create(CultureInfo.InvariantCulture, $"nhi-{CaseKey}-g{Generation}");

    public static string Key(string caseKey) => $"{KeyText.Clean(caseKey)}|case";
}

/// <summary>Something that waits for the ticket system.</summary>
/// <param name="Id">Of a comment: its id in the ticket system too.</param>
internal sealed record PendingWrite(string Id, PendingKind Kind, string Text)
{
    /// <inheritdoc cref="Contracts.Messages.CommentTicket.IsEssential"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsEssential { get; init; }

    [JsonIgnore]
    public bool MayBeSummedUp => Kind is PendingKind.Comment && !IsEssential;
}

internal enum PendingKind
{
    Create,
    Comment,
    Close,
    Reopen,
}

/// <summary>Why the last write did not happen.</summary>
/// <param name="Failures">In a row.</param>
internal sealed record TicketTrouble(string Text, int Failures, DateTimeOffset Since);

/// <summary>Which case a ticket's number belongs to.</summary>
internal sealed record NumberRow(string CaseKey)
{
    public static string Key(string number) => $"{KeyText.Clean(number)}|number";
}

/// <summary>An exception that names a ticket, as far as it was announced.</summary>
internal sealed record ExceptionNote(string IdentityId, string ExemptionId, long Revision, ExemptionState State, bool WebhookMayDecide)
{
    /// <summary>An extension that a webhook has asked for and nobody has decided.</summary>
    public string? ExtensionId { get; init; }

    public static string Prefix(string ticket) => $"{KeyText.Clean(ticket)}|exception|";

    public static string Key(string ticket, string exemptionId) => Prefix(ticket) + KeyText.Clean(exemptionId);
}
