using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Core.Rotation.Policies;

namespace NhiEvents.Core.Rotation.Inventory;

/// <summary>What one credential's age and end call for. Pure.</summary>
/// <param name="Notice">A notice of its end that is due now: 30, 14, 7 or 1; null: none.</param>
/// <param name="TooOld">Older than its policy allows, and somebody depends on it.</param>
/// <param name="Rotate">It has to be replaced.</param>
/// <param name="Why">Who depends on it, in words; null: nobody that we know of.</param>
internal sealed record InventoryDecision(int? Notice, bool NearEnd, bool TooOld, bool Rotate, string? Why)
{
    private static readonly int[] NoticeDays = [30, 14, 7, 1];
    private static readonly TimeSpan UsedWithin = TimeSpan.FromDays(90);

    /// <param name="others">Every other credential of the application, of any form.</param>
    /// <param name="signsSaml">Of a SAML certificate: whether it is the one that signs; null for any other credential.</param>
    public static InventoryDecision For(
        KnownCredential credential, IReadOnlyList<KnownCredential> others, bool isCurrentInVault, bool vaultHasAnother, bool hasFederation, KeyUse? use, RotationTerms? terms, DateTimeOffset now, bool? signsSaml = null)
    {
        var lastUse = use?.LastUseOf(credential.KeyId.ToLowerInvariant());
        var longerLived = others.Any(other => other.StartsAt <= now && other.EndsAt > credential.EndsAt);
        var why = signsSaml is { } signs ? signs ? "it signs the tokens with which users sign in to the application" : null
            : isCurrentInVault ? "it is the one that consumers read from the vault"
            : vaultHasAnother ? null // its successor is in the vault: the rotation watches who is left
            : now - lastUse <= UsedWithin ? $"it was last used at {lastUse:u}"
            : !longerLived && !hasFederation && lastUse is null ? "it is the only valid one"
            : null;
        var left = credential.EndsAt - now;
        var alive = left > TimeSpan.Zero;
        var near = why is not null && alive && left <= TimeSpan.FromDays(NoticeDays[0]);
        int? due = near ? NoticeDays.Where(days => left <= TimeSpan.FromDays(days)).Min() : null;
        var tooOld = why is not null && alive && terms is not null && now - credential.StartsAt > terms.MaximumAge;
        return new InventoryDecision(
            due is { } days && !(credential.Noticed <= days) ? days : null,
            near,
            tooOld,
            why is not null && terms is not null && (tooOld || left <= terms.RotateBefore),
            why);
    }
}
