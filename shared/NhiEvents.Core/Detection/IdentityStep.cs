using System.Text.Json.Serialization.Metadata;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Journal;
using NhiEvents.Core.Detection.Verdicts;
using NhiEvents.Core.Identities;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>One transaction on one identity: add events to an hour, decide that hour and its neighbours again, and adjust findings by the difference.</summary>
/// <remarks>
/// A transaction holds at most 100 rows, so a step stages at most so many findings and deadlines and says whether it was all. What is left shows in the
/// hour row, whose contributions are those already in the findings: the next step, or a redelivery after a crash, goes on from there.
/// </remarks>
internal sealed class IdentityStep
{
    /// <summary>Two rows each (the row and its message); with the identity, hours and the like below 100.</summary>
    private const int MaxFindings = 24;

    private const int MaxDeadlines = 12;

    /// <summary>Decided again in one step besides those asked for.</summary>
    private const int MaxHoursBehind = 6;

    /// <summary>Stands for the hour of what follows from the profile as a whole.</summary>
    private static readonly DateTimeOffset NoHour = DateTimeOffset.MinValue;

    private readonly IdentityRepository _identities;
    private readonly ErrorCodeTable _codes;
    private readonly DetectionOptions _options;
    private readonly IdentityAddress _address;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<DateTimeOffset, Versioned<HourRow>?> _found = [];
    private readonly Dictionary<DateTimeOffset, HourJournal> _journals = [];

    private readonly HashSet<DateTimeOffset> _asked = [];

    private readonly FindingChanges _findings;
    private DateTimeOffset? _addedTo;
    private bool _hasGrown;

    public IdentityStep(IdentityRepository identities, ErrorCodeTable codes, DetectionOptions options, IdentityAddress address, DateTimeOffset now)
    {
        (_identities, _codes, _options, _address, _now) = (identities, codes, options, address, now);
        Changes = new StateChanges(address.TenantId, IdentityRepository.Kind, address.IdentityId);
        _findings = new FindingChanges(identities, codes, address, Changes, now);
    }

    /// <summary>Findings that this step opens or withdraws.</summary>
    public IReadOnlyList<Finding> Turned => _findings.Turned;

    public StateChanges Changes { get; }

    /// <summary>Asks registry and directory again, not only for a new identity or name.</summary>
    public bool RefreshFacts { get; init; }

    /// <summary>The identity's row as the step leaves it.</summary>
    public IdentityRow? Identity { get; private set; }

    /// <summary>False when another step is needed for what did not fit.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <param name="found">The identity's row; null for a new one, which needs events.</param>
    /// <param name="arrivals">Events of one hour; none to only decide again.</param>
    /// <param name="hours">Hours to decide.</param>
    public async Task StageAsync(Versioned<IdentityRow>? found, Arrivals arrivals, IReadOnlyList<DateTimeOffset> hours, CancellationToken ct)
    {
        var behind = await HoursBehindAsync(found?.Value, ct);
        List<DateTimeOffset> waiting = [.. UndecidedHours.Of(found?.Value, _now).Where(hour => hour <= _now)];
        hours = [.. hours.Union(behind).Union(waiting.Take(UndecidedHours.MaxAtOnce)).Where(IsOpen)];
        await ReadAsync(hours, ct);
        hours = [.. hours.Union(waiting.Where(_journals.ContainsKey).SelectMany(hour => UndecidedHours.Beside(_journals[hour], _codes))).Where(IsOpen)];
        await ReadAsync(hours, ct);

        var (successes, failures) = Add(arrivals);
        var identity = arrivals.IsEmpty ? found!.Value : IdentityRow.With(found?.Value, arrivals, _codes);
        identity = identity with { Successes = identity.Successes + successes, Failures = identity.Failures + failures };
        var facts = found is null || RefreshFacts || found.Value.UserPrincipalName?.Text != identity.UserPrincipalName?.Text ? await _identities.FactsOfAsync(identity, ct) : identity.Facts;
        identity = identity.Knowing(facts, _identities.Kinds);
        identity = _addedTo is { } added ? identity.Counting(_journals[added], _codes) : identity;
        AnnounceEvidence(found?.Value, identity);
        var jobs = new JobWatch(_identities.Coverage, _options, _address, _now);
        var standing = await jobs.StandAsync(found?.Value, identity, isOnlyLooking: arrivals.IsEmpty, ct);
        if (jobs.NextLook(identity, standing, isOnlyLooking: arrivals.IsEmpty) is var look && look != identity.JobsDueAt)
        {
            identity = identity with { JobsDueAt = look };
            await AskAgainAsync(look is { } due ? [due] : [], ct);
        }

        identity = await DecideAsync(found?.Value, identity, standing, hours, ct);

        var rest = !IsComplete ? found?.Value.BehindSince : behind.Count == MaxHoursBehind ? behind[^1] : null;
        identity = identity with { BehindSince = PutsBehind(found?.Value, identity, arrivals) is { } late && !(rest <= late) ? late : rest };
        IsComplete &= identity.BehindSince is null && waiting.Count <= UndecidedHours.MaxAtOnce;
        identity = AnnounceIdentity(identity, arrivals) with { Unsettled = IsComplete ? null : true };
        Identity = identity;

        // An announcement speaks of the row as it is: who changes the row at the same time must find out.
        Save(IdentityRow.Key(_address.RowPrefix), identity, found, isWritten: _findings.HasAnnounced || _hasGrown, DetectionJson.Default.IdentityRow);

        bool IsOpen(DateTimeOffset hour) => found?.Value.IsClosed(hour) is not true;
    }

    /// <summary>Hours with those beside, at which a verdict looks too.</summary>
    private async Task ReadAsync(IReadOnlyList<DateTimeOffset> hours, CancellationToken ct)
    {
        foreach (var hour in hours.SelectMany(hour => new[] { hour.AddHours(-1), hour, hour.AddHours(1) }).Where(hour => !_found.ContainsKey(hour)).Distinct().Order().ToList())
        {
            _found[hour] = await _identities.FindHourAsync(_address, hour, ct);
            if (_found[hour] is { } row)
            {
                _journals[hour] = row.Value.Journal;
            }
        }
    }

    private (int Successes, int Failures) Add(Arrivals arrivals)
    {
        if (arrivals.IsEmpty)
        {
            return default;
        }

        var hour = HourRow.HourOf(arrivals.At);
        _addedTo = hour;
        var journal = _journals.GetValueOrDefault(hour)?.Copy() ?? HourJournal.Of(hour, null);
        var (successes, failures) = (journal.SuccessCount, journal.FailureCount);
        journal.Add(arrivals.SignIns, _codes);
        journal.Add(arrivals.Denials);
        journal.Add(arrivals.Changes);
        journal.Add(arrivals.Lockouts);
        _journals[hour] = journal;
        (successes, failures) = (journal.SuccessCount - successes, journal.FailureCount - failures);
        _hasGrown = successes + failures > 0;
        return (successes, failures);
    }

    private async Task<IdentityRow> DecideAsync(IdentityRow? before, IdentityRow identity, IReadOnlyList<Contribution> standing, IReadOnlyList<DateTimeOffset> hours, CancellationToken ct)
    {
        var (judged, times) = (VerdictIdentity.Of(identity, _options), VerdictTimes.Of(_options));
        var (verdicts, changes) = (new List<HourVerdict>(hours.Count), new SortedDictionary<string, (RootCause Cause, List<HourDelta> Deltas)>(StringComparer.Ordinal));
        List<DateTimeOffset> known = [.. hours.Where(_journals.ContainsKey)];
        foreach (var hour in known)
        {
            var verdict = HourVerdict.For(new HourWindow(_journals.GetValueOrDefault(hour.AddHours(-1)), _journals[hour], _journals.GetValueOrDefault(hour.AddHours(1))), judged, _codes, _now, times);
            verdicts.Add(verdict);
            HourDelta.Compare(hour, Stored(hour), verdict.Contributions, changes);
        }

        HourDelta.Compare(NoHour, before?.Standing ?? [], standing, changes);
        foreach (var stale in await _findings.StaleAsync(before, identity, ct))
        {
            changes.TryAdd(stale.Hash(), (stale, []));
        }

        IsComplete = changes.Count <= MaxFindings;
        var staged = new List<HourDelta>();
        foreach (var (cause, deltas) in changes.Values.Take(MaxFindings))
        {
            await _findings.AdjustAsync(identity, cause, deltas, ct);
            staged.AddRange(deltas);
        }

        SaveHours(known, staged);
        await AskAgainAsync(await _findings.LookAgainAsync(identity, verdicts.SelectMany(verdict => verdict.TooEarly), ct), ct);
        await AskAgainAsync(_findings.TellsAt is { } over ? [over] : [], ct);
        var stands = HourDelta.Applied(before?.Standing ?? [], NoHour, staged);
        var tellsAt = IsComplete && before?.TellsAt <= _now ? null : before?.TellsAt;
        return identity with
        {
            Standing = stands.Count > 0 ? stands : null,
            TellsAt = tellsAt is null || _findings.TellsAt < tellsAt ? _findings.TellsAt : tellsAt,
            Undecided = UndecidedHours.After(UndecidedHours.Of(before, _now), IsComplete ? hours : [], verdicts),
        };
    }

    /// <summary>The hour of a success that arrives after later hours were decided without it, and says from where or how the identity works; null when this is none.</summary>
    private static DateTimeOffset? PutsBehind(IdentityRow? before, IdentityRow identity, Arrivals arrivals) =>
        before is { Profile: { } known } && identity.Profile?.DecidesLike(known) is false && HourRow.HourOf(arrivals.At) is var hour && before.LastSeen >= hour.AddHours(2) ? hour : null;

    /// <summary>The next few hours, after a time, whose findings rest on all that is known: the right password was used, or a habit began or was broken.</summary>
    private async Task<IReadOnlyList<DateTimeOffset>> HoursBehindAsync(IdentityRow? identity, CancellationToken ct) => identity?.BehindSince is not { } since ? [] :
    [
        .. (await _identities.ReadHoursAsync(_address, row => row.Hour > since && !identity.IsClosed(row.Hour) && (
            row.Failures.Any(failure => failure.Place is not null || failure.GuessedFrom is not null)
            || identity.Profile?.Habits.HasNewIn(row.Hour) is true
            || row.Contributions.Any(part => FindingNumbers.IsOfHabits(part.Cause.Finding))), ct)).Order().Take(MaxHoursBehind),
    ];

    private IReadOnlyList<Contribution> Stored(DateTimeOffset hour) => _found[hour]?.Value.Contributions ?? [];

    private void SaveHours(IReadOnlyList<DateTimeOffset> hours, List<HourDelta> staged)
    {
        foreach (var hour in hours.Where(hour => hour == _addedTo || staged.Exists(delta => delta.Hour == hour)))
        {
            var row = _journals[hour].ToRow(HourDelta.Applied(Stored(hour), hour, staged));
            Save(HourRow.Key(_address.RowPrefix, hour), row, _found[hour], isWritten: _hasGrown && hour == _addedTo, DetectionJson.Default.HourRow);
        }
    }

    private async Task AskAgainAsync(IEnumerable<DateTimeOffset> times, CancellationToken ct)
    {
        foreach (var due in times.Distinct().Order())
        {
            if (_asked.Contains(due) || await _identities.FindDueAsync(_address, due, ct) is not null)
            {
                continue;
            }

            if (_asked.Count == MaxDeadlines)
            {
                IsComplete = false;
                return;
            }

            _asked.Add(due);

            Changes.SendAt(due, _address.IdentityId, Queues.DetectionDue, DetectionMessages.Of(new LookAgain(_address.TenantId, _address.IdentityId, due)));
        }
    }

    /// <summary>Ingest keeps every row of an identity that it knows; service principals and managed identities it keeps anyway.</summary>
    private void AnnounceEvidence(IdentityRow? before, IdentityRow identity)
    {
        var classification = identity.Classification();
        var reasons = classification.Reasons.Where(reason => reason != EvidenceKinds.Known).ToList();
        var known = before?.Classification().Reasons ?? [];
        if (classification.Form is ObjectForm.User && !reasons.All(known.Contains))
        {
            Changes.Send(Topics.Changes, DetectionMessages.Of(new IdentityClassified(_address.TenantId, _address.IdentityId, reasons)
            {
                UserPrincipalName = identity.UserPrincipalName?.Text,
            }));
        }
    }

    /// <summary>Those who show identities hear of it when what they show beside times and totals differs, when a finding does, and once for each hour with events.</summary>
    private IdentityRow AnnounceIdentity(IdentityRow identity, Arrivals arrivals)
    {
        var shown = identity.ShownHash(_identities.Kinds, _options.LearnFor);
        var hour = arrivals.IsEmpty ? identity.Announced?.Hour : HourRow.HourOf(arrivals.At);
        if (identity.Announced is { } before && before.Shown == shown && before.Hour == hour && !_findings.HasAnnounced)
        {
            return identity;
        }

        var change = IdentityAnnouncement.Of(identity, _identities.Kinds, _journals, _options.LearnFor);
        return IdentityAnnouncement.Announce(identity, change, shown, hour, Changes);
    }

    /// <param name="isWritten">Also when it says what the store has already.</param>
    private void Save<T>(string key, T row, Versioned<T>? found, bool isWritten, JsonTypeInfo<T> type)
        where T : class
    {
        if (found is null || isWritten)
        {
            Changes.Save(key, row, found, type);
        }
        else
        {
            Changes.SaveChanged(key, row, found, type);
        }
    }
}
