using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Contracts.Tickets;

namespace NhiEvents.Core.Ticketing.Cases;

/// <summary>What a word from a ticket system becomes. Pure. Whether it holds is decided where exceptions and rotations are; here only what may be passed on.</summary>
internal abstract record WordDecision
{
    private WordDecision()
    {
    }

    /// <param name="Text">What the ticket is told.</param>
    public sealed record Refuse(string Text) : WordDecision;

    public sealed record Approve(ApproveExemption Command) : WordDecision;

    public sealed record Deny(DenyExemption Command) : WordDecision;

    public sealed record Extend(ExtendExemption Command, ExceptionNote Note) : WordDecision;

    public sealed record Revoke(RevokeExemption Command) : WordDecision;

    public sealed record Rotate(StartRotation Command) : WordDecision;

    public sealed record React(ApproveReaction Command) : WordDecision;

    /// <summary>A proposed reaction is not wanted.</summary>
    public sealed record DenyReaction(UndoReaction Command) : WordDecision;

    /// <summary>The person says that it is over.</summary>
    public sealed record Close : WordDecision;

    /// <summary>Somebody said something; it stands in the ticket already.</summary>
    public sealed record Heard : WordDecision;

    /// <param name="known">The case of the ticket; null when there is none.</param>
    /// <param name="notes">Exceptions that name the ticket.</param>
    public static WordDecision For(ActOnTicket act, TicketCase? known, IReadOnlyList<ExceptionNote> notes)
    {
        switch (act.Word)
        {
            case TicketWord.Comment:
                return new Heard();
            case TicketWord.Close:
                return known is null ? new Heard() : new Close();
            case TicketWord.StartRotation:
                return (act.IdentityId ?? known?.IdentityId) is { } identity
                    ? new Rotate(new StartRotation(act.TenantId, MessageIds.From("webhook", act.DeliveryKey), identity, RotationCause.Requested, act.At)
                    {
                        RequesterId = act.PersonId,
                        Reason = act.Text,
                        Ticket = known?.CaseKey ?? act.Ticket,
                    })
                    : new Refuse("A rotation was asked for, but this ticket is not about one identity. Name it.");
            case TicketWord.ApproveReaction:
                return (act.IdentityId ?? known?.IdentityId, act.ReactionId) is ({ } about, { } reaction)
                    ? new React(new ApproveReaction(act.TenantId, about, reaction, act.PersonId!, act.At) { CaseKey = known?.CaseKey })
                    : new Refuse("A reaction was approved, but this ticket is not about one identity. Name the identity and the reaction.");
            case TicketWord.Deny when act.ReactionId is { } denied:
                return (act.IdentityId ?? known?.IdentityId) is { } of
                    ? new DenyReaction(new UndoReaction(act.TenantId, of, denied, act.At) { PersonId = act.PersonId, OnlyBefore = true, CaseKey = known?.CaseKey })
                    : new Refuse("A reaction was denied, but this ticket is not about one identity. Name the identity and the reaction.");
            default:
                return OfException(act, Candidates(act, notes));
        }
    }

    /// <summary>The exception that was named; else those of the ticket that the word can still be about.</summary>
    private static List<ExceptionNote> Candidates(ActOnTicket act, IReadOnlyList<ExceptionNote> notes)
    {
        if (act.ExemptionId is { } id)
        {
            return [.. notes.Where(note => string.Equals(note.ExemptionId, id, StringComparison.OrdinalIgnoreCase))];
        }

        var open = notes.Where(note => note.State is not (ExemptionState.Denied or ExemptionState.Ended or ExemptionState.EndedUnproven)).ToList();
        var waiting = open.Where(note => note.State is ExemptionState.Requested || note.ExtensionId is not null).ToList();
        return act.Word is TicketWord.Approve or TicketWord.Deny && waiting.Count > 0 ? waiting : open;
    }

    private static WordDecision OfException(ActOnTicket act, List<ExceptionNote> candidates)
    {
        if (candidates is not [var note])
        {
            return new Refuse(candidates.Count == 0
                ? $"'{Inbound.TicketWords.NameOf(act.Word)}' came from {act.Sender}, but no open exception names this ticket: it may be decided or over already."
                : $"'{Inbound.TicketWords.NameOf(act.Word)}' came from {act.Sender}, but {candidates.Count} exceptions name this ticket. Name the one that is meant.");
        }

        if (act.Word is TicketWord.Approve or TicketWord.Extend && !note.WebhookMayDecide)
        {
            return new Refuse(
                $"Exception {note.ExemptionId} cannot be {(act.Word is TicketWord.Approve ? "approved" : "extended")} from a ticket: its identity is privileged, or no guard policy keeps it to its networks. An approver decides in the portal.");
        }

        var person = act.PersonId!;
        return act.Word switch
        {
            TicketWord.Approve => new Approve(new ApproveExemption(act.TenantId, note.IdentityId, note.ExemptionId, person) { ExtensionId = note.ExtensionId }),
            TicketWord.Deny => new Deny(new DenyExemption(act.TenantId, note.IdentityId, note.ExemptionId, person) { ExtensionId = note.ExtensionId, Reason = act.Text }),
            TicketWord.Revoke => new Revoke(new RevokeExemption(act.TenantId, note.IdentityId, note.ExemptionId, person) { Reason = act.Text }),
            TicketWord.Extend when act.End is { } end => ToExtend(act, note, person, end),
            _ => new Refuse("An extension needs its end."),
        };
    }

    private static Extend ToExtend(ActOnTicket act, ExceptionNote note, string person, DateTimeOffset end)
    {
        var extension = MessageIds.From("webhook", act.DeliveryKey);
        return new Extend(new ExtendExemption(act.TenantId, note.IdentityId, note.ExemptionId, extension, person, end, act.Text ?? ""), note with { ExtensionId = extension });
    }
}
