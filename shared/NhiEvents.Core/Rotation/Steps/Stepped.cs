using NhiEvents.Core.Ledger;
using NhiEvents.Core.Rotation.Lifecycle;
using NhiEvents.Core.Rotation.Records;

namespace NhiEvents.Core.Rotation.Steps;

/// <summary>What a step has made of a rotation, and what to say about it.</summary>
/// <param name="Note">Null: no news.</param>
internal sealed record Stepped(CredentialRotation Next, RotationNote? Note)
{
    public static Stepped Decided(CredentialRotation next, string action, string? text, bool needsPerson = false) => new(next, new RotationNote(action, LedgerPhase.Decision, text) { NeedsPerson = needsPerson });

    /// <summary>About to write outside our state.</summary>
    public static Stepped Claimed(CredentialRotation next, string action) => new(next, new RotationNote(action, LedgerPhase.Intent, null));

    public static Stepped Settled(CredentialRotation next, string action, string text) => new(next, new RotationNote(action, LedgerPhase.Result, text));

    public static Stepped Quiet(CredentialRotation next) => new(next, null);

    /// <summary>Nothing is written now. The same reason is news once.</summary>
    public static Stepped Kept(CredentialRotation rotation, string why, DateTimeOffset until, DateTimeOffset now, bool needsPerson = false)
    {
        var next = RotationLife.Troubled(rotation, why, failed: false, until, now);
        return rotation.Trouble?.Text == why ? Quiet(next) : Decided(next, "rotation-waits", why, needsPerson);
    }

    public static Stepped Held(CredentialRotation rotation, string why, DateTimeOffset now) => Decided(RotationLife.Hold(rotation, why, null, now), "rotation-held", why, needsPerson: true);

    public static Stepped Abandoned(CredentialRotation rotation, string why, DateTimeOffset now) => Decided(RotationLife.Abandon(rotation, why, null, now), "rotation-abandoned", why, needsPerson: true);
}
