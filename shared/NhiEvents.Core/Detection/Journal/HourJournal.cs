using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Governance;

namespace NhiEvents.Core.Detection.Journal;

/// <summary>An hour of one identity while events are added. Adding is commutative and idempotent: the same set of events gives the same journal in any order, any number of times.</summary>
/// <remarks>Bounded: above a cap the earliest entries stay (the smallest keys, for paths and groups), which is the same in any order too, and the journal says that it overflowed.</remarks>
internal sealed class HourJournal
{
    public const int MaxEntries = 4000;

    private const int MaxPaths = 64;

    private const int MaxSigns = 16;

    /// <summary>Wrong passwords from more places are kept without theirs; so whoever guesses from many pushes nothing else out.</summary>
    private const int MaxGuesses = 16;

    private readonly SortedDictionary<string, SuccessTimes> _successes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, FailureTimes> _failures = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, BreakSign> _signs = new(StringComparer.Ordinal);

    /// <summary>Made with the first failure that is added.</summary>
    private Dictionary<SeenAt, string>? _groupOf;

    private int? _exactBefore;

    private HourJournal(DateTimeOffset hour) => Hour = hour;

    public DateTimeOffset Hour { get; }

    public bool Overflow { get; private set; }

    public IEnumerable<FailureTimes> Failures => _failures.Values;

    /// <summary>Of all paths.</summary>
    public IEnumerable<SuccessTimes> AllSuccesses => _successes.Values;

    /// <summary>The earliest success of the hour for each change that will take it away.</summary>
    public IEnumerable<BreakSign> Signs => _signs.Values;

    public int SuccessCount => _successes.Count == 0 ? 0 : _successes.Values.Sum(path => path.Exact.Count);

    /// <summary>Failed sign-ins.</summary>
    public int FailureCount => _failures.Count == 0 ? 0 : _failures.Values.Sum(group => group.Group.IsSignIn ? group.Seen.Length : 0);

    /// <summary>Failed sign-ins with codes that raise no finding, or only when repeated.</summary>
    public int QuietFailures(ErrorCodeTable codes) =>
        _failures.Values.Where(group => group.Group.IsSignIn && codes.Find(group.Group.Code) is { Finding: null } or { OnlyWhenRepeated: true }).Sum(group => group.Seen.Length);

    /// <summary>Successes that satisfied multi-factor authentication, to the half minute.</summary>
    public SuccessTimes MfaSuccesses { get; private init; } = new("", "");

    public static HourJournal Of(DateTimeOffset hour, HourRow? row)
    {
        var journal = new HourJournal(hour) { MfaSuccesses = SuccessTimes.Of(new PathSuccesses("", "", [], row?.MfaSuccesses ?? [])) };
        foreach (var path in row?.Successes ?? [])
        {
            journal._successes[PathKey(path.App, path.Resource)] = SuccessTimes.Of(path);
        }

        foreach (var group in row?.Failures ?? [])
        {
            var times = FailureTimes.Of(group);
            journal._failures[times.Key] = times;
        }

        foreach (var sign in row?.Signs ?? [])
        {
            journal._signs[sign.Cause] = sign;
        }

        journal.Overflow = row?.Overflow ?? false;
        journal._exactBefore = row?.ExactBefore;
        return journal;
    }

    /// <summary>Another journal of the same, to add to.</summary>
    public HourJournal Copy()
    {
        var copy = new HourJournal(Hour) { MfaSuccesses = MfaSuccesses.Copy(), Overflow = Overflow, _exactBefore = _exactBefore };
        foreach (var (key, path) in _successes)
        {
            copy._successes[key] = path.Copy();
        }

        foreach (var (key, group) in _failures)
        {
            copy._failures[key] = group.Copy();
        }

        foreach (var (key, sign) in _signs)
        {
            copy._signs[key] = sign;
        }

        return copy;
    }

    /// <summary>The row, which keeps this journal for its readers: nothing is added to it any more.</summary>
    public HourRow ToRow(IReadOnlyList<Verdicts.Contribution> contributions)
    {
        _groupOf = null;
        return new HourRow(Hour, [.. _successes.Values.Select(path => path.ToRow())], [.. _failures.Values.Select(group => group.ToRow())], contributions, Overflow)
        {
            ExactBefore = _exactBefore,
            MfaSuccesses = MfaSuccesses.ToRow().Beyond is { Count: > 0 } spans ? spans : null,
            Signs = _signs.Count > 0 ? [.. _signs.Values] : null,
            Journal = this,
        };
    }

    public SuccessTimes? Successes(string app, string resource) => _successes.Count == 0 ? null : _successes.GetValueOrDefault(PathKey(app, resource));

    public void Add(IEnumerable<SignIn> events, ErrorCodeTable codes)
    {
        foreach (var signIn in events)
        {
            if (signIn.ErrorCode == 0)
            {
                AddSuccess(signIn);
            }
            else
            {
                AddFailure(FailureEvent.GroupOf(signIn, codes), FailureEvent.DetailOf(signIn, Offset(signIn.At)));
            }
        }

        MfaSuccesses.MoveBeyond(0);
        TrimSuccesses();
        TrimFailures();
    }

    /// <summary>Adds refusals that name MFA as their reason; others concern nobody here.</summary>
    public void Add(IEnumerable<ResourceDenied> denials)
    {
        foreach (var denied in denials.Where(FailureEvent.IsForMfa))
        {
            AddFailure(FailureEvent.GroupOf(denied), FailureEvent.DetailOf(denied, Offset(denied.At)));
        }

        TrimFailures();
    }

    /// <summary>Adds what Azure allowed without a second factor, and will not for ever.</summary>
    public void Add(IEnumerable<ResourceChanged> changes)
    {
        foreach (var sign in changes.Select(PlannedChanges.Shipped.SignOf).OfType<BreakSign>())
        {
            AddSign(sign);
        }
    }

    /// <summary>Adds lockouts that domain controllers report.</summary>
    public void Add(IEnumerable<AccountLockedOut> lockouts)
    {
        foreach (var lockout in lockouts)
        {
            AddFailure(FailureEvent.GroupOf(lockout), FailureEvent.DetailOf(lockout, Offset(lockout.At)));
        }

        TrimFailures();
    }

    private static string PathKey(string app, string resource) => $"{app}\n{resource}";

    private int Offset(DateTimeOffset at) => (int)((at - Hour).Ticks / TimeSpan.TicksPerMillisecond);

    private void AddSuccess(SignIn signIn)
    {
        var (app, resource) = (signIn.AppId ?? "", signIn.ResourceId ?? "");
        var key = PathKey(app, resource);
        if (!_successes.TryGetValue(key, out var times))
        {
            _successes[key] = times = new SuccessTimes(app, resource);
        }

        times.Add(Offset(signIn.At));
        if (signIn.MfaSatisfied)
        {
            MfaSuccesses.Add(Offset(signIn.At));
        }

        foreach (var sign in PlannedChanges.Shipped.SignsOf(signIn))
        {
            AddSign(sign);
        }
    }

    private void AddSign(BreakSign sign)
    {
        if (!_signs.TryGetValue(sign.Cause, out var known) || sign.CompareTo(known) < 0)
        {
            _signs[sign.Cause] = sign;
        }

        if (_signs.Count > MaxSigns)
        {
            _signs.Remove(_signs.Keys.Last());
        }
    }

    private void AddFailure(FailureGroup group, FailureDetail detail)
    {
        var (fresh, seen, groupOf) = (new FailureTimes(Kept(group)), detail.Seen, _groupOf ??= Groups());
        var isKnown = groupOf.TryGetValue(seen, out var other);
        if (isKnown && other != fresh.Key)
        {
            // Copies of one event that name different causes count once, for the cause that sorts first.
            if (string.CompareOrdinal(other, fresh.Key) < 0)
            {
                return;
            }

            _failures[other!].Remove(seen);
            if (_failures[other!].Seen.Length == 0)
            {
                _failures.Remove(other!);
            }

            isKnown = false;
        }

        if (!_failures.TryGetValue(fresh.Key, out var times))
        {
            _failures[fresh.Key] = times = fresh;
        }

        groupOf[seen] = fresh.Key;
        times.Add(detail, isKnown);
    }

    /// <summary>The group as it is kept: without its place when those of the hour are known that come first.</summary>
    private FailureGroup Kept(FailureGroup group)
    {
        if (group.GuessedFrom is null || _failures.Count < MaxGuesses)
        {
            return group;
        }

        List<string> kept = [.. Guesses.Select(guess => guess.Key)];
        return kept.Count >= MaxGuesses && string.CompareOrdinal(FailureTimes.KeyOf(group), kept[^1]) > 0 ? group with { GuessedFrom = null } : group;
    }

    private IEnumerable<FailureTimes> Guesses => _failures.Values.Where(failure => failure.Group.GuessedFrom is not null);

    private void TrimGuesses(Dictionary<SeenAt, string> groupOf)
    {
        while (_failures.Count > MaxGuesses && Guesses.ToList() is { Count: > MaxGuesses } guesses)
        {
            var last = guesses[^1];
            var placeless = new FailureTimes(last.Group with { GuessedFrom = null, Seen = [], Details = [] });
            if (!_failures.TryAdd(placeless.Key, placeless))
            {
                placeless = _failures[placeless.Key];
            }

            placeless.Take(last);
            _failures.Remove(last.Key);
            foreach (var seen in last.Seen)
            {
                groupOf[seen] = placeless.Key;
            }
        }
    }

    private Dictionary<SeenAt, string> Groups()
    {
        var groups = new Dictionary<SeenAt, string>();
        foreach (var times in _failures.Values)
        {
            foreach (var seen in times.Seen)
            {
                groups[seen] = times.Key;
            }
        }

        return groups;
    }

    private void TrimSuccesses()
    {
        while (_successes.Count > MaxPaths)
        {
            _successes.Remove(_successes.Keys.Last());
            Overflow = true;
        }

        // The limit only sinks, and is a time: equal times on several paths stay or go together. So it ends at the same value in any order.
        if (SuccessCount > MaxEntries && _successes.Values.SelectMany(path => path.Exact).Where(ms => ms < (_exactBefore ?? int.MaxValue)).ToList() is { Count: > MaxEntries } exact)
        {
            Overflow = true;
            _exactBefore = exact.Order().ElementAt(MaxEntries);
        }

        if (_exactBefore is { } limit)
        {
            foreach (var path in _successes.Values)
            {
                path.MoveBeyond(limit);
            }
        }
    }

    private void TrimFailures()
    {
        if (_groupOf is not { } groupOf)
        {
            return;
        }

        TrimGuesses(groupOf);
        while (_failures.Count > MaxPaths && _failures.Values.Where(failure => failure.Group.GuessedFrom is null).Select(failure => failure.Key).ToList() is { Count: > MaxPaths } paths)
        {
            var last = paths[^1];
            foreach (var seen in _failures[last].Seen)
            {
                groupOf.Remove(seen);
            }

            _failures.Remove(last);
            Overflow = true;
        }

        if (groupOf.Count > MaxEntries)
        {
            Overflow = true;
            List<SeenAt> late = [.. groupOf.Keys.Order().Skip(MaxEntries)];
            late.ForEach(seen => groupOf.Remove(seen));
            foreach (var times in _failures.Values)
            {
                times.Cut(from: late[0]);
            }
        }
    }
}
