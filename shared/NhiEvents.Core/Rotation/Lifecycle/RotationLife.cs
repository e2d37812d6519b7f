using System.Globalization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Rotation.Lifecycle;

/// <summary>The steps of a rotation's life. Each takes the states that it is allowed from; from any other it gives the same record back.</summary>
internal static class RotationLife
{
    private const int MaxHistory = 200;

    /// <summary>The id of the one rotation that a credential ever has.</summary>
    public static string IdOf(string tenantId, string applicationId, string keyId) => MessageIds.From("rotation", tenantId.ToLowerInvariant(), applicationId.ToLowerInvariant(), keyId.ToLowerInvariant());

    /// <summary>A second trigger for the same credential.</summary>
    public static CredentialRotation Join(CredentialRotation rotation, RotationCause cause, string what, string? by, string? ticket, DateTimeOffset now)
    {
        if (rotation.History.Any(line => line.What == what && line.By == by))
        {
            return rotation;
        }

        // A credential that others know is the worst cause: it changes how long the old one may live.
        return Line(rotation, rotation.State, what, by, now) with
        {
            Cause = cause is RotationCause.Leaked ? cause : rotation.Cause,
            Ticket = rotation.Ticket ?? ticket,
            Approved = rotation.Approved || by is not null,
            WatchAt = cause is RotationCause.Leaked ? now : rotation.WatchAt,
        };
    }

    /// <summary>One that is over begins again.</summary>
    public static CredentialRotation Reopen(CredentialRotation rotation, RotationCause cause, string what, string? by, DateTimeOffset now) => !rotation.IsOpen
        ? Next(rotation, RotationState.Planned, what, by, now) with
        {
            Cause = cause,
            Approved = by is not null,
            NewKeyId = null,
            NewEndsAt = null,
            MadeAt = null,
            StagedVersion = null,
            TestsPassed = 0,
            StoredVersion = null,
            StoredAt = null,
            WatchAt = null,
            Asked = [],
            RetirementApprovedBy = null,
            HeldIn = null,
        }
        : rotation;

    /// <summary>About to ask for a new credential, under a name by which it is found again.</summary>
    public static CredentialRotation ClaimCreation(CredentialRotation rotation, string? oldVersion, DateTimeOffset endsAt, DateTimeOffset now) => rotation.State is RotationState.Planned
        ? Anew(Next(rotation, RotationState.Creating, "a new credential is being made", null, now) with { OldVersion = oldVersion, NewEndsAt = endsAt })
        : rotation;

    /// <summary>The text of the new credential is lost: it is removed and made anew.</summary>
    public static CredentialRotation MakeAnew(CredentialRotation rotation, string why, DateTimeOffset now) => rotation.State is RotationState.Testing or RotationState.Storing
        ? Next(rotation, RotationState.Creating, why, null, now) with { StagedVersion = null, TestsPassed = 0 }
        : rotation;

    /// <summary>It was made, and its text waits beside the real secret.</summary>
    public static CredentialRotation SettleCreated(CredentialRotation rotation, TargetCredential made, string stagedVersion, RotationRules rules, DateTimeOffset now) => rotation.State is RotationState.Creating
        ? Next(rotation, RotationState.Testing, "the new credential was made; it is tested before anybody gets it", null, now) with
        {
            NewKeyId = made.KeyId,
            MadeKeys = [.. rotation.MadeKeys ?? [], made.KeyId],
            NewEndsAt = made.EndsAt,
            MadeAt = now,
            StagedVersion = stagedVersion,
            TestsPassed = 0,

            // An attempt before anybody can know it would only leave a failure in the log.
            Trouble = new StepTrouble("Entra is getting to know the new credential", 0, now + (rotation.Cause is RotationCause.NearExpiry or RotationCause.Requested ? rules.FirstTestAfter : rules.TestPause)),
        }
        : rotation;

    public static CredentialRotation Passed(CredentialRotation rotation, RotationRules rules, DateTimeOffset now)
    {
        if (rotation.State is not RotationState.Testing)
        {
            return rotation;
        }

        var passed = rotation with { TestsPassed = rotation.TestsPassed + 1, Revision = rotation.Revision + 1 };
        return passed.TestsPassed >= rules.TestsNeeded
            ? Next(passed, RotationState.Storing, string.Create(CultureInfo.InvariantCulture, $"the new credential has passed {passed.TestsPassed} test(s)"), null, now)
            : passed with { Trouble = new StepTrouble("one more test", 0, now + rules.TestPause) };
    }

    /// <summary>A refusal that propagation explains. The pauses grow: every refusal is a row in the sign-in log.</summary>
    public static CredentialRotation NotYet(CredentialRotation rotation, RotationRules rules, DateTimeOffset now) => rotation.State is RotationState.Testing
        ? rotation with { TestsPassed = 0, Trouble = new StepTrouble("Entra does not know the new credential everywhere yet", 0, now + Longer(rules.TestPause, (now - (rotation.MadeAt ?? now)) / 2)), Revision = rotation.Revision + 1 }
        : rotation;

    public static CredentialRotation SettleStored(CredentialRotation rotation, string version, DateTimeOffset now) => rotation.State is RotationState.Storing
        ? Next(rotation, RotationState.Watching, "the new credential is the vault's current version", null, now) with { StoredVersion = version, StoredAt = now, WatchAt = null }
        : rotation;

    public static CredentialRotation WatchUntil(CredentialRotation rotation, DateTimeOffset at) => rotation.State is RotationState.Watching
        ? rotation with { WatchAt = at, Trouble = null, Revision = rotation.Revision + 1 }
        : rotation;

    /// <summary>A person has to know or decide something; it is asked once.</summary>
    public static CredentialRotation Ask(CredentialRotation rotation, string question, string text, DateTimeOffset lookAgainAt, DateTimeOffset now) =>
        WatchUntil(Line(rotation, rotation.State, text, null, now), lookAgainAt) with { Asked = [.. rotation.Asked, question] };

    public static CredentialRotation ClaimRetirement(CredentialRotation rotation, string why, DateTimeOffset now) =>
        rotation.State is RotationState.Watching ? Next(rotation, RotationState.Retiring, why, null, now) : rotation;

    /// <summary>It is in use after all.</summary>
    public static CredentialRotation LeaveRetirement(CredentialRotation rotation, string why, DateTimeOffset now) =>
        rotation.State is RotationState.Retiring ? Next(rotation, RotationState.Watching, why, null, now) with { WatchAt = null, RetirementApprovedBy = null } : rotation;

    public static CredentialRotation Finish(CredentialRotation rotation, string how, DateTimeOffset now) =>
        rotation.IsOpen ? Next(rotation, RotationState.Done, how, null, now) with { HeldIn = null } : rotation;

    public static CredentialRotation Abandon(CredentialRotation rotation, string why, string? by, DateTimeOffset now) =>
        rotation.IsOpen ? Next(rotation, RotationState.Abandoned, why, by, now) with { HeldIn = null } : rotation;

    public static CredentialRotation Hold(CredentialRotation rotation, string why, string? by, DateTimeOffset now) => rotation.IsOpen && rotation.State is not RotationState.Held
        ? Next(rotation, RotationState.Held, why, by, now) with { HeldIn = rotation.State }
        : rotation;

    public static CredentialRotation Resume(CredentialRotation rotation, string by, DateTimeOffset now) => rotation switch
    {
        { State: RotationState.Held, HeldIn: { } state } => Next(rotation, state, "resumed", by, now) with { HeldIn = null, Approved = true, WatchAt = null },
        { State: RotationState.Planned, Approved: false } => Line(rotation, rotation.State, "approved", by, now) with { Approved = true },
        _ => rotation,
    };

    /// <summary>A word of somebody whom the policy does not ask: it changes nothing and is seen, once per person.</summary>
    public static CredentialRotation Refuse(CredentialRotation rotation, string by, DateTimeOffset now)
    {
        const string What = "refused: the policy names other persons to decide about its rotations";
        return rotation.History.Any(line => line.What == What && line.By == by) ? rotation : Line(rotation, rotation.State, What, by, now);
    }

    /// <summary>A person has seen that a version in the vault is not ours, and wants ours over it.</summary>
    public static CredentialRotation Accept(CredentialRotation rotation, string? version) => rotation with { OldVersion = version };

    public static CredentialRotation ApproveRetirement(CredentialRotation rotation, string by, DateTimeOffset now) => rotation is { State: RotationState.Watching, RetirementApprovedBy: null }
        ? Line(rotation, rotation.State, "early removal of the old credential approved", by, now) with { RetirementApprovedBy = by, WatchAt = now }
        : rotation;

    /// <summary>A step did not happen. A failure counts; a hold does not.</summary>
    public static CredentialRotation Troubled(CredentialRotation rotation, string text, bool failed, DateTimeOffset nextAt, DateTimeOffset now) =>
        (rotation.Trouble?.Text == text ? rotation with { Revision = rotation.Revision + 1 } : Line(rotation, rotation.State, text, null, now)) with
        {
            Trouble = new StepTrouble(text, (rotation.Trouble?.Failures ?? 0) + (failed ? 1 : 0), nextAt),
        };

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static CredentialRotation Anew(CredentialRotation rotation) => rotation with
    {
        Attempt = rotation.Attempt + 1,
        DisplayName = "nhi-" + MessageIds.From(rotation.Id, (rotation.Attempt + 1).ToString(CultureInfo.InvariantCulture))[..16],
    };

    private static CredentialRotation Next(CredentialRotation rotation, RotationState state, string what, string? by, DateTimeOffset now) => Line(rotation, state, what, by, now) with { State = state, Trouble = null };

    private static CredentialRotation Line(CredentialRotation rotation, RotationState state, string what, string? by, DateTimeOffset now) => rotation with
    {
        History = [.. rotation.History.TakeLast(MaxHistory - 1), new RotationLine(now, state, what, by)],
        Revision = rotation.Revision + 1,
    };
}
