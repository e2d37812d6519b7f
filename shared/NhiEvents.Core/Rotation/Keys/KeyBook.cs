using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Core.Rotation.Inventory;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation.Keys;

/// <summary>An application's memory of its keys, and what is told of those that should not have been used.</summary>
internal static class KeyBook
{
    /// <summary>More keys that are gone are not remembered; the latest are.</summary>
    private const int MostGone = 60;

    /// <summary>Of more keys that are new to it, one look tells so many: all of it is one transaction. The next look goes on.</summary>
    private const int MostNew = 20;

    /// <summary>Of more, those that are over longest are forgotten.</summary>
    private const int MostJudged = 100;

    /// <summary>The row with what this look at the application adds to its memory.</summary>
    /// <param name="made">Keys that our rotations have made or replaced.</param>
    public static InventoryRow Remember(InventoryRow row, InventoryRow? before, IReadOnlyList<GoneKey> made)
    {
        var present = row.Credentials.Select(one => one.KeyId.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        var missed = (before?.Credentials ?? []).Select(one => new GoneKey(one.KeyId.ToLowerInvariant(), row.SeenAt));

        // What was seen to be gone counts before what a rotation says of its own end: the key may have lived on.
        var gone = (before?.Gone ?? []).Concat(missed).Concat(made).Where(one => !present.Contains(one.KeyId)).DistinctBy(one => one.KeyId);
        var inVault = (before?.WasInVault ?? []).Concat(made.Select(one => one.KeyId)).Concat(row.VaultKeyId is { } now ? [now.ToLowerInvariant()] : []).Distinct().Where(present.Contains);
        return row with
        {
            KnownSince = before?.KnownSince ?? before?.SeenAt ?? row.SeenAt,
            Gone = [.. gone.OrderBy(one => one.At).ThenBy(one => one.KeyId, StringComparer.Ordinal).TakeLast(MostGone)],
            WasInVault = [.. inVault.Order(StringComparer.Ordinal)],
        };
    }

    /// <param name="vaultForm">As in <see cref="KnownCredential.Form"/>.</param>
    public static KeyFacts FactsOf(InventoryRow row, string? vaultForm, KeyUse? use) => new(
        row.Credentials.ToDictionary(one => one.KeyId.ToLowerInvariant(), one => one.Form, StringComparer.Ordinal),
        (row.Gone ?? []).ToDictionary(one => one.KeyId, StringComparer.Ordinal),
        vaultForm,
        row.VaultKeyId is null ? new HashSet<string>() : (row.WasInVault ?? []).ToHashSet(StringComparer.Ordinal),
        use,
        row.KnownSince ?? row.SeenAt);

    /// <summary>Tells what has changed of the judgement since the last look, and gives the row that remembers it.</summary>
    /// <param name="isOver">Whether what was found of a key is over, although nothing says that the key was right.</param>
    public static InventoryRow Tell(InventoryRow row, IReadOnlyList<JudgedKey>? before, IReadOnlyList<JudgedKey> judged, KeyUse? use, Func<JudgedKey, bool> isOver, string tenantId, StateChanges changes)
    {
        var known = (before ?? []).ToDictionary(one => (one.KeyId, Number(one.Fault)));
        var next = new List<JudgedKey>();
        var fresh = 0;
        foreach (var key in judged)
        {
            var old = known.GetValueOrDefault((key.KeyId, Number(key.Fault)));
            known.Remove((key.KeyId, Number(key.Fault)));
            var open = !isOver(key);
            if (old is null && (!open || fresh++ >= MostNew))
            {
                continue;
            }

            var now = key with { FirstSeen = old is not null && old.FirstSeen < key.FirstSeen ? old.FirstSeen : key.FirstSeen, Open = open, Revision = (old?.Revision ?? 0) + 1 };
            next.Add(old is not null && now with { Revision = old.Revision } == old ? old : Told(now));
        }

        next.AddRange(known.Values.Select(gone => gone.Open ? Told(gone with { Open = false, Revision = gone.Revision + 1 }) : gone));
        var kept = next.OrderBy(one => one.Open).ThenBy(one => one.LastSeen).TakeLast(MostJudged).OrderBy(one => one.KeyId, StringComparer.Ordinal).ThenBy(one => one.Fault).ToList();
        return row with { Judged = kept.Count == 0 ? null : kept };

        JudgedKey Told(JudgedKey key)
        {
            changes.Send(Topics.Findings, RotationMessages.Of(new FindingChanged(tenantId, key.Revision, KeyFindings.Of(tenantId, row, key, use))));
            return key;
        }
    }

    /// <summary>One finding for a key that was retired or never known: which of both it is may become clear later.</summary>
    private static string Number(KeyFault fault) => fault is KeyFault.OutsideVault ? "NHI306" : "NHI302";
}
