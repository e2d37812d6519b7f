using System.Text.Json;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Journal;
using NhiEvents.Core.Detection.Verdicts;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>One transaction on one identity: add events to an hour, decide that hour and its neighbours again, and adjust findings by the difference.</summary>
/// <remarks>
/// A transaction holds at most 100 rows, so a step stages at most so many findings and deadlines and says whether it was all. What is left shows in the
/// hour row, whose contributions are those already in the findings: the next step, or a redelivery after a crash, goes on from there.
/// </remarks>
internal sealed class IdentityStep(IdentityRepository identities, ErrorCodeTable codes, DetectionOptions options, IdentityAddress address, DateTimeOffset now)
{
    /// <summary>Two rows each (the row and its message); with the identity, hours and the like below 100.</summary>
    private const int MaxFindings = 24;

    private const int MaxDeadlines = 18;

    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(5);

    private readonly Dictionary<DateTimeOffset, Versioned<HourRow>?> _found = [];
    private readonly Dictionary<DateTimeOffset, HourJournal> _journals = [];

    private readonly List<Finding> _turned = [];

    /// <summary>Findings that this step opens or withdraws.</summary>
    public IReadOnlyList<Finding> Turned => _turned;

    public StateChanges Changes { get; } = new(address.TenantId, IdentityRepository.Kind, address.IdentityId);

    /// <summary>False when another step is needed for what did not fit.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <param name="found">The identity's row; null for a new one, which needs events.</param>
    /// <param name="events">Events of the hour; empty to only decide again.</param>
    /// <param name="hours">Hours to decide.</param>
    public async Task StageAsync(
        Versioned<IdentityRow>? found, IReadOnlyList<SignIn> events, IReadOnlyList<string> evidence, IReadOnlyList<DateTimeOffset> hours, CancellationToken ct)
    {
        foreach (var hour in hours.SelectMany(hour => new[] { hour.AddHours(-1), hour, hour.AddHours(1) }).Distinct().Order())
        {
            _found[hour] = await identities.FindHourAsync(address, hour, ct);
            if (_found[hour] is { } row)
            {
                _journals[hour] = HourJournal.Of(hour, row.Value);
            }
        }

        var (successes, failures) = Add(events);
        var identity = events.Count == 0 ? found!.Value : IdentityRow.With(found?.Value, events, evidence);
        identity = identity with { Successes = identity.Successes + successes, Failures = identity.Failures + failures };
        if (found is null || !SameJson(identity, found.Value))
        {
            Changes.Save(IdentityRow.Key(address.RowPrefix), identity, found, DetectionJson.Default.IdentityRow);
        }

        AnnounceEvidence(found?.Value, identity);
        await DecideAsync(identity, [.. hours.Where(_journals.ContainsKey)], ct);
    }

    private (int Successes, int Failures) Add(IReadOnlyList<SignIn> events)
    {
        if (events.Count == 0)
        {
            return default;
        }

        var hour = HourRow.HourOf(events[0].At);
        var journal = _journals.GetValueOrDefault(hour) ?? HourJournal.Of(hour, null);
        var (successes, failures) = (journal.SuccessCount, journal.FailureCount);
        journal.Add(events);
        _journals[hour] = journal;
        return (journal.SuccessCount - successes, journal.FailureCount - failures);
    }

    private async Task DecideAsync(IdentityRow identity, IReadOnlyList<DateTimeOffset> hours, CancellationToken ct)
    {
        var isUser = identity.Classification().Kind is IdentityKind.ServiceAccount;
        var times = new VerdictTimes(options.AnswerWithin, options.ArrivalAllowance);
        var verdicts = hours.ToDictionary(hour => hour, hour => HourVerdict.For(
            new HourWindow(_journals.GetValueOrDefault(hour.AddHours(-1)), _journals[hour], _journals.GetValueOrDefault(hour.AddHours(1))), isUser, codes, now, times));
        var deltas = hours.SelectMany(hour => Deltas(hour, verdicts[hour])).GroupBy(delta => delta.Cause.Hash(), StringComparer.Ordinal).OrderBy(cause => cause.Key, StringComparer.Ordinal).ToList();
        IsComplete = deltas.Count <= MaxFindings;
        var staged = deltas.Take(MaxFindings).ToList();
        foreach (var cause in staged)
        {
            await AdjustAsync(identity, [.. cause], ct);
        }

        SaveHours(hours, staged.SelectMany(cause => cause).ToLookup(delta => delta.Hour));
        await AskAgainAsync(verdicts.Values.SelectMany(verdict => verdict.LookAgainAt), ct);
    }

    private IEnumerable<Delta> Deltas(DateTimeOffset hour, HourVerdict verdict)
    {
        var before = Stored(hour).ToDictionary(part => part.Cause.Hash());
        var after = verdict.Contributions.ToDictionary(part => part.Cause.Hash());
        foreach (var hash in before.Keys.Union(after.Keys))
        {
            var (was, becomes) = (before.GetValueOrDefault(hash), after.GetValueOrDefault(hash));
            if (was is null || becomes is null || !was.SaysTheSameAs(becomes))
            {
                yield return new Delta(hour, (becomes ?? was)!.Cause, was, becomes);
            }
        }
    }

    private IReadOnlyList<Contribution> Stored(DateTimeOffset hour) => _found[hour]?.Value.Contributions ?? [];

    private async Task AdjustAsync(IdentityRow identity, IReadOnlyList<Delta> deltas, CancellationToken ct)
    {
        var cause = deltas[0].Cause;
        var found = await identities.FindFindingAsync(address, cause, ct);
        var total = deltas.All(delta => delta.Was is null || (delta.Becomes?.Covers(delta.Was) ?? false))
            ? Grown(found?.Value.Total, deltas)
            : await SummedAsync(cause, deltas, ct);
        var row = new FindingRow(cause, total, (found?.Value.Revision ?? 0) + 1);
        Changes.Save(FindingRow.Key(address.RowPrefix, cause), row, found, DetectionJson.Default.FindingRow);
        Announce(identity, found?.Value, row);
    }

    private static Contribution Grown(Contribution? total, IReadOnlyList<Delta> deltas)
    {
        foreach (var delta in deltas)
        {
            var more = delta.Becomes! with { Count = delta.Becomes.Count - (delta.Was?.Count ?? 0) };
            total = total?.With(more) ?? more;
        }

        return total!;
    }

    /// <summary>An hour takes something back: the finding's times and events come from all hours again.</summary>
    private async Task<Contribution?> SummedAsync(RootCause cause, IReadOnlyList<Delta> deltas, CancellationToken ct)
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

        return parts.Count == 0 ? null : parts.OrderBy(part => part.Key).Select(part => part.Value).Aggregate((sum, part) => sum.With(part));
    }

    private void SaveHours(IReadOnlyList<DateTimeOffset> hours, ILookup<DateTimeOffset, Delta> staged)
    {
        foreach (var hour in hours)
        {
            var contributions = Stored(hour).ToDictionary(part => part.Cause.Hash());
            foreach (var delta in staged[hour])
            {
                contributions.Remove(delta.Cause.Hash());
                if (delta.Becomes is not null)
                {
                    contributions[delta.Cause.Hash()] = delta.Becomes;
                }
            }

            var row = _journals[hour].ToRow([.. contributions.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => part.Value)]);
            if (_found[hour] is not { } found || !SameJson(row, found.Value))
            {
                Changes.Save(HourRow.Key(address.RowPrefix, hour), row, _found[hour], DetectionJson.Default.HourRow);
            }
        }
    }

    private async Task AskAgainAsync(IEnumerable<DateTimeOffset> times, CancellationToken ct)
    {
        var staged = 0;
        foreach (var due in times.Select(RoundUp).Distinct().Order())
        {
            if (await identities.FindDueAsync(address, due, ct) is not null)
            {
                continue;
            }

            if (staged++ == MaxDeadlines)
            {
                IsComplete = false;
                return;
            }

            Changes.SendAt(due, address.IdentityId, Queues.DetectionDue, DetectionMessages.Of(new LookAgain(address.TenantId, address.IdentityId, due)));
        }
    }

    private void Announce(IdentityRow identity, FindingRow? before, FindingRow row)
    {
        var wasShown = before?.IsShown ?? false;
        if (!row.IsShown && !wasShown)
        {
            return;
        }

        var finding = row.IsShown
            ? FindingText.Show(row.Cause, row.Total!, identity, FindingState.Open)
            : FindingText.Show(row.Cause, before!.Total!, identity, FindingState.Withdrawn);
        Changes.Send(Topics.Findings, DetectionMessages.Of(new FindingChanged(address.TenantId, row.Revision, finding)));
        if (row.IsShown != wasShown)
        {
            _turned.Add(finding);
        }
    }

    /// <summary>Ingest keeps every row of an identity that it knows; service principals and managed identities it keeps anyway.</summary>
    private void AnnounceEvidence(IdentityRow? before, IdentityRow identity)
    {
        var classification = identity.Classification();
        var reasons = classification.Reasons.Where(reason => reason != EvidenceKinds.Known).ToList();
        if (classification.Kind is IdentityKind.ServiceAccount && !reasons.All(reason => before?.Evidence.Contains(reason) ?? false))
        {
            Changes.Send(Topics.Changes, DetectionMessages.Of(new IdentityClassified(address.TenantId, address.IdentityId, reasons)));
        }
    }

    private static DateTimeOffset RoundUp(DateTimeOffset time) => new((time.UtcTicks + Slot.Ticks - 1) / Slot.Ticks * Slot.Ticks, TimeSpan.Zero);

    private static bool SameJson(IdentityRow a, IdentityRow b) =>
        JsonSerializer.SerializeToUtf8Bytes(a, DetectionJson.Default.IdentityRow).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(b, DetectionJson.Default.IdentityRow));

    private static bool SameJson(HourRow a, HourRow b) =>
        JsonSerializer.SerializeToUtf8Bytes(a, DetectionJson.Default.HourRow).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(b, DetectionJson.Default.HourRow));

    /// <summary>How one hour's contribution to one finding changes.</summary>
    private sealed record Delta(DateTimeOffset Hour, RootCause Cause, Contribution? Was, Contribution? Becomes);
}
