using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Lifecycle;
using NhiEvents.Core.Rotation.Policies;
using NhiEvents.Core.Rotation.Records;
using NhiEvents.Core.Rotation.Steps;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation.Triggers;

/// <summary>Begins a rotation, or lets the trigger join the one that the credential has.</summary>
/// <remarks>Repeatable: the credential makes the rotation's id, so whatever comes twice, or from several sources, is one rotation.</remarks>
public sealed class StartRotationHandler(
    ApplicationLookup lookup, IEnumerable<IRotationTarget> targets, RotationVault vault, RotationRepository rotations, RotationWrite write, TimeProvider time, ILogger<StartRotationHandler> log)
{
    /// <summary>What was given up begins again by itself no sooner than this.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromHours(20);

    public Task<Outcome> HandleAsync(StartRotation request, CancellationToken ct) => PortTrouble.OrLaterAsync(async () =>
    {
        if (await lookup.FindAsync(request.TenantId, request.IdentityId, ct) is not { } found)
        {
            return Nothing(request, "no-such-application");
        }

        if (found.Terms is not { } terms)
        {
            return Nothing(request, "no-rotation-policy");
        }

        var credentials = await targets.First(target => target.Form == terms.Form).ListAsync(new RotationSubject(request.TenantId, found.Application.Id, found.Application.AppId), ct);
        var currentKey = await vault.CurrentAsync(terms.SecretName, ct) is { } current ? await vault.KeyOfAsync(current, credentials, ct) : null;
        var key = request.KeyId ?? currentKey ?? credentials.MaxBy(one => one.EndsAt)?.KeyId;
        if (credentials.FirstOrDefault(one => string.Equals(one.KeyId, key, StringComparison.OrdinalIgnoreCase)) is not { } credential)
        {
            return Nothing(request, "no-such-credential");
        }

        if (request.RequesterId is { } person && !terms.MayBeApprovedBy(person))
        {
            if (terms.Mode is not RotationMode.Propose)
            {
                return Nothing(request, "not-an-approver"); // it would begin without one
            }

            log.NotStarted(found.Application.Id, "the policy names other persons to approve its rotations; the request waits for one of them");
            request = request with { RequesterId = null, Reason = $"{request.Reason ?? "no reason given"}, by {person}" };
        }

        if (terms.Mode is RotationMode.Observe && request.RequesterId is null)
        {
            log.NotStarted(found.Application.Id, "its policy only observes");
            return Outcome.Done;
        }

        return await Race.RunAsync(() => StartOrJoinAsync(request, found.Application, terms, credential, string.Equals(key, currentKey, StringComparison.OrdinalIgnoreCase), ct));
    });

    private async Task<Outcome> StartOrJoinAsync(StartRotation request, RotatedApplication application, RotationTerms terms, TargetCredential credential, bool isCurrent, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var address = new RotationAddress(request.TenantId, application.Id);
        var id = RotationLife.IdOf(request.TenantId, application.Id, credential.KeyId);
        var what = $"trigger: {WordsOf(request.Cause)}{(request.Reason is null ? "" : $" ({request.Reason})")}";
        var found = await rotations.FindAsync(address, id, ct);
        var before = found?.Value.Rotation;
        var next = before switch
        {
            null => RotationLife.Join(
                new CredentialRotation(id, request.TenantId, application, credential.KeyId, credential.EndsAt, terms, request.Cause, RotationState.Planned, now) { Revision = Revisions.Next(null, now) }, request.Cause, what, request.RequesterId, request.Ticket, now),
            { IsOpen: true } => RotationLife.Join(before, request.Cause, what, request.RequesterId, request.Ticket, now),
            { State: RotationState.Done } when !isCurrent || Repeated(before, request, now) => before,
            _ when Repeated(before, request, now) => before,
            _ => RotationLife.Reopen(before with { Terms = terms, OldEndsAt = credential.EndsAt }, request.Cause, what, request.RequesterId, now),
        };
        if (ReferenceEquals(next, before))
        {
            log.NotStarted(application.Id, $"its rotation is {before.State} and has this trigger");
            return Outcome.Done;
        }

        var waits = RotationDecision.NextLook(next) is null && next.State is RotationState.Planned;
        await write.SaveAsync(address, found, next, new RotationNote(before is { IsOpen: true } ? "rotation-joined" : "rotation-planned", Ledger.LedgerPhase.Decision, waits ? $"{what}. It waits for a person to let it begin." : what)
        {
            PersonId = request.RequesterId,
            NeedsPerson = waits,
        }, ct);
        log.Turned(id, application.Id, next.State);
        return Outcome.Done;
    }

    /// <summary>The same request again, or our own trigger sooner than a day after the last attempt was given up.</summary>
    private static bool Repeated(CredentialRotation rotation, StartRotation request, DateTimeOffset now) =>
        rotation.History is [.., var last] && (request.RequesterId is null ? now - last.At < AgainAfter : request.At <= last.At);

    /// <summary>A person hears why; a trigger of our own that has nothing to do is no fault.</summary>
    private Outcome.Final Nothing(StartRotation request, string reason)
    {
        log.NotStarted(request.IdentityId, reason);
        return request.RequesterId is null && request.Ticket is null ? Outcome.Done : Outcome.Reject(reason);
    }

    private static string WordsOf(RotationCause cause) => cause switch
    {
        RotationCause.NearExpiry => "it ends soon, or is too old",
        RotationCause.Expired => "it has ended and is used",
        RotationCause.Rejected => "Entra refuses the credential in use",
        RotationCause.Leaked => "it is known to others",
        RotationCause.Requested => "asked for",
    };
}
