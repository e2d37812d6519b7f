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

    private readonly SortedDictionary<string, SuccessTimes> _successes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, BreakSign> _signs = new(StringComparer.Ordinal);

    private HourFailures _failures = new();
    private int? _exactBefore;

    private HourJournal(DateTimeOffset hour) => Hour = hour;

    public DateTimeOffset Hour { get; }

    public bool Overflow { get; private set; }

    public IEnumerable<FailureTimes> Failures => _failures.All;

    /// <summary>Of all paths.</summary>
    public IEnumerable<SuccessTimes> AllSuccesses => _successes.Values;

    /// <summary>The earliest success of the hour for each change that will take it away.</summary>
    public IEnumerable<BreakSign> Signs => _signs.Values;

    public int SuccessCount => _successes.Count == 0 ? 0 : _successes.Values.Sum(path => path.Exact.Count);

    /// <summary>Failed sign-ins.</summary>
    public int FailureCount => _failures.Count;

    /// <summary>Failed sign-ins with codes that raise no finding, or only when repeated.</summary>
    public int QuietFailures(ErrorCodeTable codes) =>
        _failures.All.Where(group => group.Group.IsSignIn && codes.Find(group.Group.Code) is { Finding: null } or { OnlyWhenRepeated: true }).Sum(group => group.Seen.Length);

    /// <summary>Successes that satisfied multi-factor authentication, to the half minute.</summary>
    public SuccessTimes MfaSuccesses { get; private init; } = new("", "");

    public static HourJournal Of(DateTimeOffset hour, HourRow? row)
    {
        var journal = new HourJournal(hour) { MfaSuccesses = SuccessTimes.Of(new PathSuccesses("", "", [], row?.MfaSuccesses ?? [])), _failures = HourFailures.Of(row?.Failures ?? []) };
        foreach (var path in row?.Successes ?? [])
        {
            journal._successes[PathKey(path.App, path.Resource)] = SuccessTimes.Of(path);
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
        var copy = new HourJournal(Hour) { MfaSuccesses = MfaSuccesses.Copy(), Overflow = Overflow, _exactBefore = _exactBefore, _failures = _failures.Copy() };
        foreach (var (key, path) in _successes)
        {
            copy._successes[key] = path.Copy();
        }

        foreach (var (key, sign) in _signs)
        {
            copy._signs[key] = sign;
        }

        return copy;
    }

    /// <summary>The row, which keeps this journal for its readers: nothing is added to it any more.</summary>
    public HourRow ToRow(IReadOnlyList<Verdicts.Contribution> contributions) =>
        new(Hour, [.. _successes.Values.Select(path => path.ToRow())], _failures.ToRows(), contributions, Overflow)
        {
            ExactBefore = _exactBefore,
            MfaSuccesses = MfaSuccesses.ToRow().Beyond is { Count: > 0 } spans ? spans : null,
            Signs = _signs.Count > 0 ? [.. _signs.Values] : null,
            Journal = this,
        };

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
                _failures.Add(FailureEvent.GroupOf(signIn, codes), FailureEvent.DetailOf(signIn, Offset(signIn.At)));
            }
        }

        MfaSuccesses.MoveBeyond(0);
        TrimSuccesses();
        Overflow |= !_failures.Trim();
    }

    /// <summary>Adds refusals that name MFA as their reason; others concern nobody here.</summary>
    public void Add(IEnumerable<ResourceDenied> denials)
    {
        foreach (var denied in denials.Where(FailureEvent.IsForMfa))
        {
            _failures.Add(FailureEvent.GroupOf(denied), FailureEvent.DetailOf(denied, Offset(denied.At)));
        }

        Overflow |= !_failures.Trim();
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
            _failures.Add(FailureEvent.GroupOf(lockout), FailureEvent.DetailOf(lockout, Offset(lockout.At)));
        }

        Overflow |= !_failures.Trim();
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
}
