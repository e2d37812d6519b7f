using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Embedded.Simulation.Truths;
using NhiEvents.Embedded.Simulation.Verdicts;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;

namespace NhiEvents.Embedded.Simulation.Exceptions;

/// <summary>What really happened to exclusions, beside what the system said of them.</summary>
internal sealed class ExceptionBook(SimulatedTenant tenant, SeedIds ids)
{
    private readonly List<HandMade> _made = [];
    private readonly Dictionary<string, ExemptionChanged> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _granted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _worked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _attacked = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _grantedToAttacked = new(StringComparer.Ordinal);
    private readonly List<TimeSpan> _lateness = [];
    private readonly List<Truth> _reverts = [];
    private readonly List<RequestExemption> _asked = [];
    private int _refused;

    /// <summary>An owner has asked for it, and somebody will approve.</summary>
    public void Asked(RequestExemption request) => _asked.Add(request);

    public IReadOnlyList<RequestExemption> AskedAt(DateTimeOffset at) => [.. _asked.Where(request => request.Start == at)];

    public bool IsAsked(string identityId) => _asked.Any(request => request.IdentityId == identityId);

    public void Made(HandMade way) => _made.Add(way);

    /// <summary>Somebody else holds its password.</summary>
    public void Attacked(string identityId) => _attacked.Add(identityId);

    /// <summary>A second writer took the exclusion of an active exception away.</summary>
    public void Reverted(string identityId, string name, DateTimeOffset at) => _reverts.Add(new Truth(identityId, name, Breakage.RevertedByHand, "NHI404", at, null, ""));

    public void Refused() => _refused++;

    /// <returns>True when it is news.</returns>
    public bool Changed(ExemptionChanged changed)
    {
        var before = _known.GetValueOrDefault(changed.ExemptionId);
        if (before is not null && before.Revision >= changed.Revision)
        {
            return false;
        }

        _known[changed.ExemptionId] = changed;
        if (changed.State is ExemptionState.Active)
        {
            _granted.Add(changed.ExemptionId);
        }

        if (changed.State is ExemptionState.Activating or ExemptionState.Active && _attacked.Contains(changed.IdentityId))
        {
            _grantedToAttacked.Add(changed.ExemptionId);
        }

        if (changed.State is ExemptionState.EndedUnproven && before?.State is not ExemptionState.EndedUnproven && changed.End is { } end && changed.At >= end)
        {
            _lateness.Add(changed.At - end);
        }

        return before?.State != changed.State;
    }

    public void Worked(string identityId) => _worked.UnionWith(_known.Values.Where(one => one.State is ExemptionState.Active && one.IdentityId == identityId).Select(one => one.ExemptionId));

    public IReadOnlyList<Truth> Truths() =>
    [
        .. _made.Select(way => new Truth(way.IdentityId ?? way.PolicyId, way.Name, Breakage.ExcludedByHand, "NHI401", way.At, null, "")).DistinctBy(truth => truth.IdentityId),
        .. _reverts,
    ];

    /// <summary>Null when nothing of the kind happened.</summary>
    public ExceptionsVerdict? Verdict(IReadOnlyList<Announcement> said, DateTimeOffset now)
    {
        if (_made.Count == 0 && _known.Count == 0 && _refused == 0)
        {
            return null;
        }

        var shadows = _made.Select(way => (Way: way, Found: said.Where(one => one.Finding is { FindingType: "NHI401", State: FindingState.Open } && Names(one.Finding, way)).ToList())).ToList();
        return new ExceptionsVerdict(
            _granted.Count,
            _known.Values.Count(one => _granted.Contains(one.ExemptionId) && one.State is ExemptionState.EndedUnproven or ExemptionState.Ended),
            _known.Values.Count(one => one.End <= now && IsExcluded(one)),
            _made.Count,
            shadows.Count(one => one.Found.Count > 0),
            shadows.Count(one => one.Found.Any(found => found.Finding.Cause.Contains(one.Way.AuthorId, StringComparison.Ordinal))),
            _grantedToAttacked.Count,
            _refused,
            _worked.Count)
        {
            SecondsLate = Quantiles.Of(_lateness),
            ShadowsMissed = [.. shadows.Where(one => one.Found.Count == 0).Select(one => $"{one.Way.Kind}: {one.Way.Name}")],
        };
    }

    private bool Names(Finding finding, HandMade way) =>
        finding.Identity.Id == (way.IdentityId ?? way.PolicyId) && (finding.Evidence.Policies.Contains(way.PolicyId) || way.PolicyId == tenant.Options.TenantId) && (way.IdentityId is not null || finding.Cause.Contains(way.SubjectId, StringComparison.Ordinal));

    /// <summary>As the tenant has it, whatever the system says.</summary>
    private bool IsExcluded(ExemptionChanged one) =>
        tenant.Administration.Find<TenantGroup>(ids.MfaExclusionGroup)!.Members.Contains(one.IdentityId)
        || tenant.Administration.All<PolicyDocument>().Any(policy => !policy.Deleted && policy.Json.Contains($"\"excludeServicePrincipals\":[\"{one.IdentityId}\"", StringComparison.Ordinal));
}
