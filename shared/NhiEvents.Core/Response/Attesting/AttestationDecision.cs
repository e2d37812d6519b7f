using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Response.Attesting;

/// <summary>What becomes of a word about a question to an owner. Pure.</summary>
internal abstract record AttestationDecision
{
    private AttestationDecision()
    {
    }

    /// <summary>It is done already, or about a question that another one has replaced.</summary>
    public sealed record Keep : AttestationDecision;

    /// <summary>The owner is asked.</summary>
    public sealed record Ask : AttestationDecision;

    /// <param name="Why">For a person.</param>
    public sealed record Refuse(string Why) : AttestationDecision;

    public sealed record Turn(AttestationState To) : AttestationDecision;

    /// <param name="row">The last question about the identity; null when nobody was ever asked.</param>
    /// <param name="canBeAsked">A link can be written.</param>
    public static AttestationDecision For(AttestationRow? row, AskAttestation ask, bool canBeAsked, TimeSpan longest, DateTimeOffset now) => row switch
    {
        { } known when known.AttestationId == ask.AttestationId => new Keep(),
        { State: AttestationState.Asked } open => new Refuse($"{open.Owner} is asked already, until {open.Until:u}."),
        _ when !canBeAsked => new Refuse("Nobody can be asked: the setting Response:PortalAddress does not say where the portal is."),
        _ when ask.Owner.Trim() is "" or "unknown" => new Refuse("Nobody is known to ask."),
        _ when ask.Until <= now => new Refuse("The time for an answer is over already."),
        _ when ask.Until - now > longest => new Refuse($"The link would be good for longer than {longest.TotalDays:0} days."),
        _ => new Ask(),
    };

    /// <param name="isRightToken">The token is that of this question.</param>
    public static AttestationDecision For(AttestationRow? row, AnswerAttestation answer, bool isRightToken, DateTimeOffset now) => row switch
    {
        not { State: AttestationState.Asked } => new Keep(),
        _ when row.AttestationId != answer.AttestationId || !isRightToken || now >= row.Until || answer.PersonId == row.RequesterId => new Keep(),
        _ => new Turn(answer.Answer is AttestationAnswer.Confirm ? AttestationState.Confirmed : AttestationState.Disowned),
    };

    public static AttestationDecision For(AttestationRow? row, EndAttestation end) =>
        row is { State: AttestationState.Asked } && row.AttestationId == end.AttestationId && row.Until <= end.DueAt ? new Turn(AttestationState.Missed) : new Keep();
}
