using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Lifecycle;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Exceptions.Requests;
using NhiEvents.Core.Exceptions.Writing;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Commands;

/// <summary>What a person says about an exception: approve, deny, extend, revoke.</summary>
/// <remarks>Repeatable: the same word of the same person counts once. A refused word stays on the record with its reasons.</remarks>
public sealed class DecideExemptionHandler(
    ExemptionRepository exemptions, ExemptionWrite write, FactsReader facts, IOptions<ExemptionOptions> options, TimeProvider time, ILogger<DecideExemptionHandler> log)
{
    private const string NoSuchException = "no-such-exception";

    private readonly ExemptionRules _rules = options.Value.ToRules();

    public Task<Outcome> HandleAsync(ApproveExemption message, CancellationToken ct) => DecideAsync(new Saying(message.TenantId, message.IdentityId, message.ExemptionId, message.ApproverId), (exemption, approver, _, now) =>
    {
        var extension = message.ExtensionId is { } id && exemption.Extension?.Id == id ? exemption.Extension : null;
        if (message.ExtensionId is not null && extension is null)
        {
            return null; // Decided already, or never asked for.
        }

        return (extension is null ? ApprovalDecision.For(exemption, approver, _rules, now) : ApprovalDecision.For(exemption, extension, approver, _rules, now)) switch
        {
            ApprovalDecision.Keep when extension is null && exemption.State is not ExemptionState.Requested && !exemption.IsApprovedBy(approver?.PersonId ?? message.ApproverId) => TooLate(exemption, "approval", approver?.PersonId ?? message.ApproverId, now),
            ApprovalDecision.Keep => null,
            ApprovalDecision.Refuse refuse => Refused(exemption, "approval refused", refuse.Faults, approver?.PersonId ?? message.ApproverId, now),
            ApprovalDecision.Count when extension is not null => new Word(ExemptionLife.ApproveExtension(exemption, approver!.PersonId, now), "extension-approved", approver.PersonId),
            ApprovalDecision.Resume => new Word(ExemptionLife.Resume(exemption, approver!.PersonId, now), "exception-resumed", approver.PersonId),
            ApprovalDecision.Review => new Word(ExemptionLife.Review(exemption, approver!.PersonId, _rules, now), "exception-reviewed", approver.PersonId),
            ApprovalDecision.Count => new Word(ExemptionLife.Approve(exemption, approver!.PersonId, now), "exception-approved", approver.PersonId),
            _ => throw new UnreachableException(),
        };
    }, ct);

    public Task<Outcome> HandleAsync(DenyExemption message, CancellationToken ct) => DecideAsync(new Saying(message.TenantId, message.IdentityId, message.ExemptionId, message.ApproverId), (exemption, person, _, now) =>
        person is not { IsPerson: true, ApproverSince: not null } ? Refused(exemption, "denial refused", ["Only an approver can deny."], person?.PersonId ?? message.ApproverId, now)
        : message.ExtensionId is null && exemption.State is not ExemptionState.Requested && !exemption.IsDeniedBy(person.PersonId) ? TooLate(exemption, "denial", person.PersonId, now)
        : message.ExtensionId is null ? new Word(ExemptionLife.Deny(exemption, person.PersonId, now), "exception-denied", person.PersonId)
        : exemption.Extension?.Id == message.ExtensionId ? new Word(ExemptionLife.DenyExtension(exemption, person.PersonId, now), "extension-denied", person.PersonId)
        : null, ct);

    public Task<Outcome> HandleAsync(ExtendExemption message, CancellationToken ct) => DecideAsync(new Saying(message.TenantId, message.IdentityId, message.ExemptionId, message.RequesterId), (exemption, requester, watch, now) =>
        ExtensionDecision.For(exemption, message, requester, watch.OpenFindings, _rules, now) switch
        {
            ExtensionDecision.Keep => null,
            ExtensionDecision.Refuse refuse => Refused(exemption, "extension refused", refuse.Faults, requester?.PersonId ?? message.RequesterId, now),
            ExtensionDecision.Accept accept => new Word(ExemptionLife.AskExtension(exemption, accept.Extension, now), "extension-requested", requester!.PersonId),
            _ => throw new UnreachableException(),
        }, ct);

    /// <summary>Any person may end an exception: that is the safe direction.</summary>
    public Task<Outcome> HandleAsync(RevokeExemption message, CancellationToken ct) => DecideAsync(new Saying(message.TenantId, message.IdentityId, message.ExemptionId, message.RevokerId), (exemption, person, _, now) =>
        person is not { IsPerson: true } ? Refused(exemption, "revocation refused", ["Only a person can revoke."], person?.PersonId ?? message.RevokerId, now)
        : new Word(ExemptionLife.Revoke(exemption, person.PersonId, _rules, now), "exception-revoked", person.PersonId), ct);

    private delegate Word? Decision(Exemption exemption, PersonFacts? person, WatchRow watch, DateTimeOffset now);

    private Task<Outcome> DecideAsync(Saying saying, Decision decide, CancellationToken ct) => DirectoryTrouble.OrLaterAsync(() => Race.RunAsync<Outcome>(async () =>
    {
        var address = new ExemptionAddress(saying.TenantId, saying.IdentityId);
        if (await exemptions.FindAsync(address, saying.ExemptionId, ct) is not { } found)
        {
            return Outcome.Reject(NoSuchException);
        }

        var person = await facts.ReadPersonAsync(saying.TenantId, saying.AccountId, ct);
        var watch = (await exemptions.FindWatchAsync(address, ct))?.Value ?? WatchRow.Empty;
        var exemption = found.Value.Exemption;
        if (decide(exemption, person, watch, time.GetUtcNow()) is not { } word || word.Next == exemption)
        {
            return Outcome.Done;
        }

        await write.SaveAsync(address, found, word.Next, word.Action, LedgerPhase.Decision, word.PersonId, _rules.NoticeDays, ct, word.Text, needsPerson: false);
        if (word.Next.State != exemption.State)
        {
            log.Turned(exemption.Id, exemption.Identity.Id, word.Next.State);
        }

        return Outcome.Done;
    }));

    private static Word? Refused(Exemption exemption, string what, IReadOnlyList<string> faults, string by, DateTimeOffset now)
    {
        var text = $"{what}: {string.Join(' ', faults)}";
        return new Word(ExemptionLife.Remark(exemption, text, by, now), what.Replace(' ', '-'), by) { Text = text };
    }

    /// <summary>Whoever decides second is told what was decided first.</summary>
    private static Word TooLate(Exemption exemption, string what, string by, DateTimeOffset now) => Refused(
        exemption, $"{what} too late", [exemption.State is ExemptionState.Denied ? "It is denied already." : "It is decided already; whoever wants it ended can revoke it."], by, now)!;

    /// <summary>Who says something about which exception.</summary>
    private sealed record Saying(string TenantId, string IdentityId, string ExemptionId, string AccountId);

    /// <summary>What came of a person's word.</summary>
    private sealed record Word(Exemption Next, string Action, string PersonId)
    {
        public string? Text { get; init; }
    }
}
