using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Findings;
using NhiEvents.Core.Detection.Verdicts;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>Adjusts findings by what hours now contribute, within the transaction of a step.</summary>
internal sealed class FindingChanges(IdentityRepository identities, ErrorCodeTable codes, IdentityAddress address, StateChanges changes)
{
    private readonly List<Finding> _turned = [];

    /// <summary>Findings opened or withdrawn.</summary>
    public IReadOnlyList<Finding> Turned => _turned;

    public bool HasAnnounced { get; private set; }

    /// <summary>Findings that have to change because the identity's own row did: a success after a lockout, the first sign of life of what is disabled.</summary>
    public async Task<IReadOnlyList<RootCause>> StaleAsync(IdentityRow? before, IdentityRow identity, CancellationToken ct)
    {
        if (before is null || !(before.Unsettled is true || EndsLockout(before, identity) || (identity.IsAlive() && !before.IsAlive()) || IsOtherwiseKnown(before, identity)))
        {
            return [];
        }

        List<FindingRow> rows = before.Unsettled is true || IsOtherwiseKnown(before, identity) ? [.. await identities.ReadFindingsAsync(address, ct)] :
        [
            .. await identities.ReadFindingsAsync(address, FindingNumbers.LockedOut, ct),
            .. await identities.ReadFindingsAsync(address, FindingNumbers.DisabledOrMissing, ct),
        ];
        return [.. rows.Where(row => IsOver(row, identity) || row.Announced != row.IsShown(identity) || (row.Announced && row.AnnouncedFor != identity.ContextHash())).Select(row => row.Cause)];
    }

    /// <param name="deltas">None when only the identity's row has changed.</param>
    public async Task AdjustAsync(IdentityRow identity, RootCause cause, IReadOnlyList<HourDelta> deltas, CancellationToken ct)
    {
        var found = await identities.FindFindingAsync(address, cause, ct);
        var onlyGrows = deltas.All(delta => delta.Was is null || (delta.Becomes?.Covers(delta.Was) ?? false)) && !(found is not null && IsOver(found.Value, identity));
        var total = onlyGrows ? Grown(found?.Value.Total, deltas) : await SummedAsync(identity, cause, deltas, ct);
        var row = new FindingRow(cause, total, (found?.Value.Revision ?? 0) + 1);
        var shown = row.IsShown(identity);
        row = row with { Announced = shown, AnnouncedFor = shown ? identity.ContextHash() : null };
        if (found is not null && found.Value.Announced == row.Announced && found.Value.AnnouncedFor == row.AnnouncedFor && Same(found.Value.Total, total))
        {
            return;
        }

        changes.Save(FindingRow.Key(address.RowPrefix, cause), row, found, DetectionJson.Default.FindingRow);
        Announce(identity, found?.Value, row);
    }

    /// <summary>Every finding shows the owner, the kind and what follows from them.</summary>
    private static bool IsOtherwiseKnown(IdentityRow before, IdentityRow identity) => before.ContextHash() != identity.ContextHash() || !Same(before.Excluded, identity.Excluded);

    private static bool Same(IReadOnlyList<string>? a, IReadOnlyList<string>? b) => (a ?? []).SequenceEqual(b ?? []);

    private static bool EndsLockout(IdentityRow before, IdentityRow identity) =>
        before.LastLockout is { } locked && !(before.LastSuccess >= locked) && identity.LastSuccess is { } success && !(before.LastSuccess >= success);

    /// <summary>Counts lockouts that a success has followed since.</summary>
    private static bool IsOver(FindingRow row, IdentityRow identity) => row.Cause.EndsWithSuccess && row.Total?.First < identity.LastSuccess;

    private static bool Same(Contribution? a, Contribution? b) => a is null ? b is null : b is not null && a.SaysTheSameAs(b);

    private static Contribution Grown(Contribution? total, IReadOnlyList<HourDelta> deltas)
    {
        foreach (var delta in deltas)
        {
            var more = delta.Becomes! with { Count = delta.Becomes.Count - (delta.Was?.Count ?? 0) };
            total = total?.With(more) ?? more;
        }

        return total!;
    }

    /// <summary>An hour takes something back: the finding's times and events come from all hours again.</summary>
    /// <remarks>Hours before the last success may still hold lockouts that counted then; they are passed over here instead of being written again one by one.</remarks>
    private async Task<Contribution?> SummedAsync(IdentityRow identity, RootCause cause, IReadOnlyList<HourDelta> deltas, CancellationToken ct)
    {
        var parts = await identities.ReadContributionsAsync(address, cause, ct);
        foreach (var delta in deltas)
        {
            parts.Remove(delta.Hour);
            if (delta.Becomes is not null)
            {
                parts[delta.Hour] = delta.Becomes;
            }
        }

        return Contribution.Sum(parts.OrderBy(part => part.Key).Select(part => part.Value).Where(part => ShownWhen.Stands(part, identity)));
    }

    private void Announce(IdentityRow identity, FindingRow? before, FindingRow row)
    {
        var wasShown = before?.Announced ?? false;
        if (!row.Announced && !wasShown)
        {
            return;
        }

        var finding = row.Announced
            ? FindingText.Show(new FindingFacts(row.Cause, row.Total!, identity, codes) { Kinds = identities.Kinds }, FindingState.Open)
            : FindingText.Show(new FindingFacts(row.Cause, before!.Total!, identity, codes) { Kinds = identities.Kinds }, FindingState.Withdrawn);
        HasAnnounced = true;
        changes.Send(Topics.Findings, DetectionMessages.Of(new FindingChanged(address.TenantId, row.Revision, finding)));
        if (row.Announced != wasShown)
        {
            _turned.Add(finding);
        }
    }
}

/// <summary>How one hour's contribution to one finding changes.</summary>
internal sealed record HourDelta(DateTimeOffset Hour, RootCause Cause, Contribution? Was, Contribution? Becomes);
