using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Findings;
using NhiEvents.Core.Detection.Journal;
using NhiEvents.Core.Detection.Verdicts;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>Adjusts findings by what hours now contribute, within the transaction of a step.</summary>
/// <param name="now">When the step is decided.</param>
internal sealed class FindingChanges(IdentityRepository identities, ErrorCodeTable codes, IdentityAddress address, StateChanges changes, DateTimeOffset now)
{
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(5);

    private readonly List<Finding> _turned = [];
    private readonly Dictionary<string, FindingRow?> _known = new(StringComparer.Ordinal);

    /// <summary>Findings opened or withdrawn.</summary>
    public IReadOnlyList<Finding> Turned => _turned;

    public bool HasAnnounced { get; private set; }

    /// <summary>When the first of the findings is announced to which something was added that waits for the end of its window; null for none.</summary>
    public DateTimeOffset? TellsAt { get; private set; }

    /// <summary>Findings that have to change because the identity's own row did: a success after a lockout, the first sign of life of what is disabled, a change in Azure that tells how sure it is that others break.</summary>
    public async Task<IReadOnlyList<RootCause>> StaleAsync(IdentityRow? before, IdentityRow identity, CancellationToken ct)
    {
        if (before is null || !(before.Unsettled is true || EndsLockout(before, identity) || (identity.IsAlive() && !before.IsAlive()) || IsSeenInAzure(before, identity) || IsOtherwiseKnown(before, identity) || before.TellsAt <= now))
        {
            return [];
        }

        List<FindingRow> rows = before.Unsettled is true || before.TellsAt <= now || IsOtherwiseKnown(before, identity) ? [.. await identities.ReadFindingsAsync(address, ct)] :
        [
            .. await identities.ReadFindingsAsync(address, FindingNumbers.LockedOut, ct),
            .. await identities.ReadFindingsAsync(address, FindingNumbers.DisabledOrMissing, ct),
            .. IsSeenInAzure(before, identity) ? await identities.ReadFindingsAsync(address, FindingNumbers.WillBreak, ct) : [],
        ];
        foreach (var row in rows.Where(row => row.Untold is true && IsToldIn(WindowOf(row), row)))
        {
            TellAt(WindowOf(row));
        }

        return
        [
            .. rows.Where(row => IsOver(row, identity) || row.Announced != row.IsShown(identity) || (row.Announced && row.AnnouncedFor != identity.ContextHash()) || (row.Untold is true && !IsToldIn(WindowOf(row), row)))
                .Select(row => row.Cause),
        ];
    }

    /// <param name="deltas">None when only the identity's row has changed.</param>
    public async Task AdjustAsync(IdentityRow identity, RootCause cause, IReadOnlyList<HourDelta> deltas, CancellationToken ct)
    {
        var found = await identities.FindFindingAsync(address, cause, ct);
        var isOver = found is not null && IsOver(found.Value, identity);
        var total = isOver ? null : Grown(found?.Value.Total, deltas);
        if (total is null && (isOver || deltas.Count > 0))
        {
            total = await SummedAsync(identity, cause, deltas, ct);
        }

        var row = new FindingRow(cause, total, (found?.Value.Revision ?? 0) + 1);
        var shown = row.IsShown(identity);
        row = row with { Announced = shown, AnnouncedFor = shown ? identity.ContextHash() : null };
        var isSame = found is not null && found.Value.Announced == row.Announced && found.Value.AnnouncedFor == row.AnnouncedFor && Same(found.Value.Total, total);
        if (isSame && found!.Value.Untold is not true)
        {
            _known[cause.Hash()] = found.Value;
            return;
        }

        _known[cause.Hash()] = row = Announce(identity, found?.Value, row);
        changes.Save(FindingRow.Key(address.RowPrefix, cause), row, found, DetectionJson.Default.FindingRow);
    }

    /// <summary>When to look again at what is too early to tell.</summary>
    /// <remarks>
    /// The first failure that can tell something new is looked at the moment it can; those behind it in steps of five minutes, so that a job that fails every second
    /// asks for few. What can only add to a finding that goes on has time until the finding's window is over.
    /// </remarks>
    public async Task<IReadOnlyList<DateTimeOffset>> LookAgainAsync(IdentityRow identity, IEnumerable<TooEarly> failures, CancellationToken ct)
    {
        var times = new List<DateTimeOffset>();
        foreach (var ofCause in failures.GroupBy(early => early.Cause.Hash(), StringComparer.Ordinal))
        {
            if (!_known.TryGetValue(ofCause.Key, out var row))
            {
                _known[ofCause.Key] = row = (await identities.FindFindingAsync(address, ofCause.First().Cause, ct))?.Value;
            }

            var news = new List<DateTimeOffset>();
            foreach (var early in ofCause)
            {
                if (row is { Announced: true } && IsGrowth(identity, row, early))
                {
                    times.AddRange(early.DecidableAt.Select(at => GrowthWindow.Of(row, address, at).RoundUp(at)));
                }
                else
                {
                    news.AddRange(early.DecidableAt);
                }
            }

            times.AddRange(news.Order().Select((at, place) => place == 0 ? at : RoundUp(at, Slot)));
        }

        return times;
    }

    /// <summary>Whether failures, should they count, are nothing but more of the same.</summary>
    private bool IsGrowth(IdentityRow identity, FindingRow row, TooEarly early) =>
        !Growth.IsUrgent(row.Cause)
        && GoesOn(row, identity, early.First, WindowOf(row).Length)
        && row.Total!.With(early.ToContribution()) is var grown
        && (Growth.PlainlyCanWait(row.Cause, row.Total, grown, identity.Facts?.Criticality)
            || Growth.CanWait(row.Cause, Shown(identity, row.Cause, row.Total, FindingState.Open), Shown(identity, row.Cause, grown, FindingState.Open)));

    private GrowthWindow WindowOf(FindingRow row) => GrowthWindow.Of(row, address, now);

    private bool IsToldIn(GrowthWindow window, FindingRow row) => row.ToldIn >= window.StartOf(now);

    /// <summary>Seen not longer ago than that, and nothing has worked since: what works and breaks again is told at once. What rests on successes does not end with one.</summary>
    private static bool GoesOn(FindingRow row, IdentityRow identity, DateTimeOffset seen, TimeSpan within) =>
        row.Total is { } total && seen - total.Last <= within && (row.Cause.Finding is FindingNumbers.WillBreak || !(identity.LastSuccess > total.Last));

    /// <summary>Every finding shows the owner, the kind and what follows from them.</summary>
    private static bool IsOtherwiseKnown(IdentityRow before, IdentityRow identity) => before.ContextHash() != identity.ContextHash() || !Same(before.Excluded, identity.Excluded);

    private static bool IsSeenInAzure(IdentityRow before, IdentityRow identity) => before.LastAzureChange != identity.LastAzureChange || before.LastAzureRefusal != identity.LastAzureRefusal;

    private static bool Same(IReadOnlyList<string>? a, IReadOnlyList<string>? b) => (a ?? []).SequenceEqual(b ?? []);

    private static bool EndsLockout(IdentityRow before, IdentityRow identity) =>
        before.LastLockout is { } locked && !(before.LastSuccess >= locked) && identity.LastSuccess is { } success && !(before.LastSuccess >= success);

    /// <summary>Counts lockouts that a success has followed since.</summary>
    private static bool IsOver(FindingRow row, IdentityRow identity) => row.Cause.EndsWithSuccess && row.Total?.First < identity.LastSuccess;

    private static bool Same(Contribution? a, Contribution? b) => a is null ? b is null : b is not null && a.SaysTheSameAs(b);

    /// <summary>Null when only the other hours can tell.</summary>
    private static Contribution? Grown(Contribution? total, IReadOnlyList<HourDelta> deltas)
    {
        foreach (var (hour, cause, was, becomes) in deltas)
        {
            if (becomes is null)
            {
                return null;
            }

            var more = becomes with { Count = becomes.Count - (was?.Count ?? 0) };
            total = was is null || becomes.Covers(was) ? total?.With(more) ?? more
                : cause.EndsWithSuccess || FindingNumbers.IsOfHabits(cause.Finding) ? null
                : total?.Replacing(hour, was, becomes);
            if (total is null)
            {
                return null;
            }
        }

        return total;
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

    /// <summary>Says what has changed, now or when its window is over; gives the row with what was said of it.</summary>
    private FindingRow Announce(IdentityRow identity, FindingRow? before, FindingRow row)
    {
        var wasShown = before?.Announced ?? false;
        if (!row.Announced && !wasShown)
        {
            return row;
        }

        row = row with { Since = !row.Announced ? null : wasShown && !HasComeBack(before!, row, identity) ? before!.Since ?? now : now };
        var continues = row.Announced && wasShown && before!.AnnouncedFor == row.AnnouncedFor && GoesOnNow(identity, before, row.Total!.Last);
        if (continues && Growth.PlainlyCanWait(row.Cause, before!.Total!, row.Total!, identity.Facts?.Criticality))
        {
            return Wait(before, row);
        }

        var finding = row.Announced ? Shown(identity, row.Cause, row.Total!, FindingState.Open) : Shown(identity, row.Cause, before!.Total!, FindingState.Withdrawn);
        if (continues && Growth.CanWait(row.Cause, Shown(identity, row.Cause, before!.Total!, FindingState.Open), finding))
        {
            return Wait(before, row);
        }

        HasAnnounced = true;
        changes.Send(Topics.Findings, DetectionMessages.Of(new FindingChanged(address.TenantId, row.Revision, finding)));
        if (row.Announced != wasShown)
        {
            _turned.Add(finding);
        }

        return row with { ToldIn = HourRow.HourOf(now) };
    }

    /// <summary>Told in this window already, and still going on; not what arrives so late that it is over by our clock, as with old logs: nobody waits for the end of that.</summary>
    private bool GoesOnNow(IdentityRow identity, FindingRow before, DateTimeOffset last) =>
        WindowOf(before) is var window && IsToldIn(window, before) && now - last <= window.Length && GoesOn(before, identity, last, window.Length);

    private static bool HasComeBack(FindingRow before, FindingRow row, IdentityRow identity) =>
        row.Total!.Last > before.Total!.Last && !GoesOn(before, identity, row.Total.Last, GrowthWindow.Longest);

    private FindingRow Wait(FindingRow before, FindingRow row)
    {
        TellAt(WindowOf(before));
        return row with { ToldIn = before.ToldIn, Untold = true };
    }

    private void TellAt(GrowthWindow window) => TellsAt = TellsAt <= window.EndOf(now) ? TellsAt : window.EndOf(now);

    private Finding Shown(IdentityRow identity, RootCause cause, Contribution total, FindingState state) =>
        FindingText.Show(new FindingFacts(cause, total, identity, codes) { Kinds = identities.Kinds }, state);

    private static DateTimeOffset RoundUp(DateTimeOffset time, TimeSpan step) => new((time.UtcTicks + step.Ticks - 1) / step.Ticks * step.Ticks, TimeSpan.Zero);
}
