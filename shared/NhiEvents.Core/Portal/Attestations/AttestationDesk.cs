using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Attestations;

/// <summary>Where an owner answers with a link. The link says which question; where people sign in, it has to be the owner who holds it.</summary>
/// <remarks>What a link does not open looks the same whatever the reason is: unknown, altered, answered, over. Response checks the token again, and decides.</remarks>
public sealed class AttestationDesk(AttestationList attestations, Outbox outbox, TimeProvider time)
{
    private const string Kind = "attestation-answer";

    private const int MaxLink = 400;

    /// <summary>What the link asks.</summary>
    /// <param name="person">Whoever has signed in; null where nobody signs in.</param>
    public async Task<AttestationOutcome> LookAsync(string? link, PortalPerson? person, CancellationToken ct) => await OpenAsync(link, person, ct) switch
    {
        { Record: { } record } => new AttestationOutcome.Question(PortalJson.Bytes(QuestionOf(record), PortalJson.Default.AttestationQuestion)),
        { IsOthers: true } => new AttestationOutcome.NotYours(),
        _ => new AttestationOutcome.Closed(),
    };

    /// <summary>Sends the answer to the app that decides.</summary>
    /// <inheritdoc cref="LookAsync"/>
    public async Task<AttestationOutcome> AnswerAsync(string? link, AttestationAnswer? answer, PortalPerson? person, CancellationToken ct)
    {
        var word = answer ?? throw new BadRequestException("answer", "is none of confirm, disown.");
        var opened = await OpenAsync(link, person, ct);
        if (opened.Record is not { } record)
        {
            return opened.IsOthers ? new AttestationOutcome.NotYours() : new AttestationOutcome.Closed();
        }

        var asked = record.Change;
        var command = new AnswerAttestation(asked.TenantId, asked.Identity.Id, asked.AttestationId, opened.Token, word, time.GetUtcNow()) { PersonId = person?.Id };
        var changes = new StateChanges(asked.TenantId, Kind, asked.AttestationId);
        changes.Send(Queues.Reactions, new OutgoingMessage(
            MessageIds.From(AnswerAttestation.Kind, asked.AttestationId, word.ToString()), AnswerAttestation.Kind, JsonSerializer.SerializeToUtf8Bytes(command, NhiJson.Default.AnswerAttestation)));
        await outbox.CommitAsync(changes, ct);
        return new AttestationOutcome.Taken();
    }

    private async Task<Opened> OpenAsync(string? link, PortalPerson? person, CancellationToken ct)
    {
        var text = link?.Trim() ?? "";
        var at = text.IndexOf('.', StringComparison.Ordinal);
        var (id, token) = at is > 0 && text.Length <= MaxLink ? (text[..at], text[(at + 1)..]) : ("none", "");
        var record = await attestations.FindAsync(id, ct);

        // An unknown question is compared too, so that the time does not tell which ids there are.
        var isRight = LinkHash.IsOf(record?.TokenHash ?? LinkHash.Of("none"), token) && record?.TokenHash is not null;
        if (!isRight || record!.Change.State is not AttestationState.Asked || time.GetUtcNow() >= record.Change.Until)
        {
            return new Opened(null, "", IsOthers: false);
        }

        return person is not null && !MayAnswer(person, record.Change) ? new Opened(null, "", IsOthers: true) : new Opened(record, token, IsOthers: false);
    }

    /// <summary>An owner that is an account answers with it. For a team whoever of the house has its link answers, by name; nobody answers their own question.</summary>
    private static bool MayAnswer(PortalPerson person, AttestationChanged asked) =>
        asked.RequesterId != person.Id && (person.Names.Contains(asked.Owner) || !(asked.Owner.Contains('@', StringComparison.Ordinal) || Guid.TryParse(asked.Owner, out _)));

    /// <summary>No more than is needed to answer: whoever has the link need not be who it was meant for.</summary>
    private AttestationQuestion QuestionOf(AttestationRecord record) =>
        new(time.GetUtcNow(), record.Change.Identity.DisplayName, record.Change.Identity.Id, record.Change.Identity.Kind, record.Change.Owner, record.Change.Until);

    private sealed record Opened(AttestationRecord? Record, string Token, bool IsOthers);
}

/// <summary>What an owner is asked.</summary>
/// <param name="At">The system's time.</param>
internal sealed record AttestationQuestion(DateTimeOffset At, string DisplayName, string Id, Contracts.Findings.IdentityKind Kind, string Owner, DateTimeOffset Until);

/// <summary>What a link opens.</summary>
public abstract record AttestationOutcome
{
    private AttestationOutcome()
    {
    }

    /// <param name="Body">JSON.</param>
    public sealed record Question(byte[] Body) : AttestationOutcome;

    /// <summary>The answer is on its way to the app that decides.</summary>
    public sealed record Taken : AttestationOutcome;

    /// <summary>Somebody else was asked.</summary>
    public sealed record NotYours : AttestationOutcome;

    /// <summary>There is no such question, or it is over.</summary>
    public sealed record Closed : AttestationOutcome;
}
