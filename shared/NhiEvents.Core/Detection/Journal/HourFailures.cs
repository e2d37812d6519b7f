namespace NhiEvents.Core.Detection.Journal;

/// <summary>The failures of an hour, group by group, each event once. Adding is commutative and idempotent, within bounds too.</summary>
internal sealed class HourFailures
{
    private const int MaxGroups = 64;

    /// <summary>Wrong passwords from more places are kept without theirs; so whoever guesses from many pushes nothing else out.</summary>
    private const int MaxGuesses = 16;

    private readonly SortedDictionary<string, FailureTimes> _groups = new(StringComparer.Ordinal);

    /// <summary>Made with the first failure that is added.</summary>
    private Dictionary<SeenAt, string>? _groupOf;

    public IEnumerable<FailureTimes> All => _groups.Values;

    /// <summary>Failed sign-ins.</summary>
    public int Count => _groups.Count == 0 ? 0 : _groups.Values.Sum(group => group.Group.IsSignIn ? group.Seen.Length : 0);

    private IEnumerable<FailureTimes> Guesses => _groups.Values.Where(group => group.Group.GuessedFrom is not null);

    public static HourFailures Of(IEnumerable<FailureGroup> rows)
    {
        var failures = new HourFailures();
        foreach (var times in rows.Select(FailureTimes.Of))
        {
            failures._groups[times.Key] = times;
        }

        return failures;
    }

    /// <summary>Others of the same, to add to.</summary>
    public HourFailures Copy()
    {
        var copy = new HourFailures();
        foreach (var (key, group) in _groups)
        {
            copy._groups[key] = group.Copy();
        }

        return copy;
    }

    /// <summary>The rows; nothing is added any more.</summary>
    public IReadOnlyList<FailureGroup> ToRows()
    {
        _groupOf = null;
        return [.. _groups.Values.Select(group => group.ToRow())];
    }

    public void Add(FailureGroup group, FailureDetail detail)
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

            _groups[other!].Remove(seen);
            if (_groups[other!].Seen.Length == 0)
            {
                _groups.Remove(other!);
            }

            isKnown = false;
        }

        if (!_groups.TryGetValue(fresh.Key, out var times))
        {
            _groups[fresh.Key] = times = fresh;
        }

        groupOf[seen] = fresh.Key;
        times.Add(detail, isKnown);
    }

    /// <summary>Forgets what is above the bounds. To be called when all is added.</summary>
    /// <returns>False when something was forgotten.</returns>
    public bool Trim()
    {
        if (_groupOf is not { } groupOf)
        {
            return true;
        }

        var isWhole = true;
        TrimGuesses(groupOf);
        while (_groups.Count > MaxGroups && _groups.Values.Where(group => group.Group.GuessedFrom is null).Select(group => group.Key).ToList() is { Count: > MaxGroups } others)
        {
            foreach (var seen in _groups[others[^1]].Seen)
            {
                groupOf.Remove(seen);
            }

            _groups.Remove(others[^1]);
            isWhole = false;
        }

        if (groupOf.Count > HourJournal.MaxEntries)
        {
            List<SeenAt> late = [.. groupOf.Keys.Order().Skip(HourJournal.MaxEntries)];
            late.ForEach(seen => groupOf.Remove(seen));
            foreach (var times in _groups.Values)
            {
                times.Cut(from: late[0]);
            }

            isWhole = false;
        }

        return isWhole;
    }

    /// <summary>The group as it is kept: without its place when those of the hour are known that come first.</summary>
    private FailureGroup Kept(FailureGroup group)
    {
        if (group.GuessedFrom is null || _groups.Count < MaxGuesses)
        {
            return group;
        }

        List<string> kept = [.. Guesses.Select(guess => guess.Key)];
        return kept.Count >= MaxGuesses && string.CompareOrdinal(FailureTimes.KeyOf(group), kept[^1]) > 0 ? group with { GuessedFrom = null } : group;
    }

    private void TrimGuesses(Dictionary<SeenAt, string> groupOf)
    {
        while (_groups.Count > MaxGuesses && Guesses.ToList() is { Count: > MaxGuesses } guesses)
        {
            var last = guesses[^1];
            var placeless = new FailureTimes(last.Group with { GuessedFrom = null, Seen = [], Details = [] });
            if (!_groups.TryAdd(placeless.Key, placeless))
            {
                placeless = _groups[placeless.Key];
            }

            placeless.Take(last);
            _groups.Remove(last.Key);
            foreach (var seen in last.Seen)
            {
                groupOf[seen] = placeless.Key;
            }
        }
    }

    private Dictionary<SeenAt, string> Groups()
    {
        var groups = new Dictionary<SeenAt, string>();
        foreach (var times in _groups.Values)
        {
            foreach (var seen in times.Seen)
            {
                groups[seen] = times.Key;
            }
        }

        return groups;
    }
}
