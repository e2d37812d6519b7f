using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;

namespace NhiEvents.Core.Portal.Overview;

/// <summary>Counts what is on the first page, each identity and each finding once: it is done again whenever one of tens of thousands has changed.</summary>
internal sealed class NowTally
{
    private const int ShownHours = 24;

    private readonly int[] _statuses = new int[Enum.GetValues<IdentityStatus>().Length];
    private readonly int[] _severities = new int[Enum.GetValues<Severity>().Length];
    private readonly Dictionary<(string Type, string Name), Cause> _causes = [];
    private readonly Dictionary<(string TenantId, string Policy), Cause> _policies = [];
    private readonly Dictionary<(string TenantId, string IdentityId), int> _identities = [];
    private readonly List<RecentHours> _recent = [];
    private DateTimeOffset? _lastSeen;
    private DateTimeOffset _lastHour;

    public void Add(IdentityView view)
    {
        _statuses[(int)view.Status]++;
        _lastSeen = _lastSeen is { } last && last >= view.Entry.LastSeen ? last : view.Entry.LastSeen;
        if (view.Entry.Recent is { } recent)
        {
            _recent.Add(recent);
            var end = recent.From.AddHours(recent.Successes.Count - 1);
            _lastHour = end > _lastHour ? end : _lastHour;
        }
    }

    /// <param name="open">An open finding.</param>
    public void Add(FindingEntry open)
    {
        _severities[(int)open.Severity]++;
        if (!_identities.TryGetValue((open.TenantId, open.Identity.Id), out var identity))
        {
            _identities[(open.TenantId, open.Identity.Id)] = identity = _identities.Count;
        }

        Add(_causes, (open.FindingType, open.Name), open, identity);
        if (open.Policy is { } policy)
        {
            var cause = Add(_policies, (open.TenantId, policy), open, identity);
            cause.Owners.Add(open.Owner);
            cause.Types.Add(open.FindingType);
            cause.Since = open.FirstSeen < cause.Since ? open.FirstSeen : cause.Since;
        }
    }

    private static Cause Add<TKey>(Dictionary<TKey, Cause> causes, TKey key, FindingEntry open, int identity)
        where TKey : notnull
    {
        if (!causes.TryGetValue(key, out var cause))
        {
            causes[key] = cause = new Cause();
        }

        cause.Findings++;
        cause.Worst = open.Severity > cause.Worst ? open.Severity : cause.Worst;
        cause.Identities.Add(identity);
        return cause;
    }

    /// <param name="broken">The worst first.</param>
    /// <param name="waiting">The latest first.</param>
    public NowDocument ToDocument(IReadOnlyList<IdentityView> broken, IReadOnlyList<CaseView> waiting, DateTimeOffset at) => new(
        at,
        Enum.GetValues<IdentityStatus>().ToDictionary(CamelCase.Of, status => _statuses[(int)status]),
        Enum.GetValues<Severity>().ToDictionary(CamelCase.Of, severity => _severities[(int)severity]),
        broken,
        [
            .. _causes.Select(cause => new CauseCount(cause.Key.Type, cause.Key.Name, cause.Value.Findings, cause.Value.Identities.Count, cause.Value.Worst))
                .OrderByDescending(cause => cause.Worst).ThenByDescending(cause => cause.Findings).ThenBy(cause => cause.FindingType, StringComparer.Ordinal),
        ],
        Hours(),
        waiting)
    {
        LastSeen = _lastSeen,
        Incidents =
        [
            .. _policies.Where(one => one.Value.Identities.Count > 1)
                .OrderByDescending(one => one.Value.Identities.Count).ThenBy(one => one.Key.Policy, StringComparer.Ordinal).ThenBy(one => one.Key.TenantId, StringComparer.Ordinal).Take(NowDocument.MaxIncidents)
                .Select(one => new Incident(one.Key.Policy, one.Value.Identities.Count, one.Value.Owners.Count, one.Value.Worst, one.Value.Since, [.. one.Value.Types])),
        ],
    };

    /// <summary>Of all identities together, without gaps.</summary>
    private List<SignInHour> Hours()
    {
        if (_recent.Count == 0)
        {
            return [];
        }

        var first = _lastHour.AddHours(1 - ShownHours);
        var (successes, failures) = (new int[ShownHours], new int[ShownHours]);
        foreach (var hours in _recent)
        {
            var shift = (int)(hours.From - first).TotalHours;
            for (var i = Math.Max(0, -shift); i < hours.Successes.Count && i + shift < ShownHours; i++)
            {
                successes[i + shift] += hours.Successes[i];
                failures[i + shift] += hours.Failures[i];
            }
        }

        return [.. Enumerable.Range(0, ShownHours).Select(i => new SignInHour(first.AddHours(i), successes[i], failures[i]))];
    }

    private sealed class Cause
    {
        public int Findings { get; set; }

        public Severity Worst { get; set; }

        /// <summary>By their numbers.</summary>
        public HashSet<int> Identities { get; } = [];

        public DateTimeOffset Since { get; set; } = DateTimeOffset.MaxValue;

        public HashSet<string> Owners { get; } = [];

        public SortedSet<string> Types { get; } = new(StringComparer.Ordinal);
    }
}
