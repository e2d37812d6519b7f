using NhiEvents.Contracts.Exceptions;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>One effective way out of an enforcing policy, as it was read.</summary>
/// <param name="SubjectId">The excluded user, group, role, application, location, attribute value, …</param>
/// <param name="Identities">Identities that get out by it; empty when that cannot be listed (a location, a device filter).</param>
/// <param name="AddedBy">From the audit log; null when it is not known.</param>
internal sealed record WayOut(string PolicyId, WayOutKind Kind, string SubjectId, IReadOnlyList<string> Identities, string? AddedBy, DateTimeOffset? AddedAt)
{
    /// <summary>In place of a policy's id: it lets out of what the whole tenant asks for.</summary>
    public const string WholeTenant = "tenant";

    public bool IsWholeTenant => PolicyId == WholeTenant;

    /// <summary>Groups, policies or attributes that the audit log names when somebody makes this way.</summary>
    public IReadOnlyList<string> Containers { get; init; } = [];

    /// <summary>Not the way that our exceptions from this policy are made by: no record of ours answers for it, save a standing one.</summary>
    public bool ByHand { get; init; }

    /// <summary>What a baseline remembers.</summary>
    public string Key => $"{PolicyId}|{Kind}|{SubjectId}";
}

public enum WayOutKind
{
    User,
    Group,
    NestedGroup,
    DynamicGroup,
    Role,
    GuestType,
    Application,
    Location,
    DeviceFilter,
    Platform,
    ServicePrincipal,
    ServicePrincipalFilter,
    TenantSetting,
    NeverIncluded,
}

/// <summary>What reconciling found.</summary>
internal abstract record ReconcileDecision
{
    private ReconcileDecision()
    {
    }

    /// <summary>NHI401: nobody has approved it, and it was not there on day 0.</summary>
    /// <param name="Identity">Null when the way out names none.</param>
    public sealed record Shadow(WayOut Way, string? Identity) : ReconcileDecision;

    /// <summary>NHI402: the record is over, the exclusion is there.</summary>
    public sealed record Outlived(WayOut Way, Exemption Exemption) : ReconcileDecision;

    /// <summary>NHI404: the record is active, the exclusion is gone: somebody took it away.</summary>
    public sealed record Lost(Exemption Exemption, string PolicyId) : ReconcileDecision;

    /// <summary>Matches every way out to a record, a standing record or the baseline. What is left is named: nothing is left out silently.</summary>
    /// <param name="ways">All of them: a partial reading must not come here, or exceptions would look lost.</param>
    /// <param name="baseline">Keys of ways out that were there on day 0.</param>
    public static IReadOnlyList<ReconcileDecision> For(IReadOnlyList<WayOut> ways, IReadOnlyList<Exemption> records, IReadOnlySet<string> baseline)
    {
        var found = new List<ReconcileDecision>();
        foreach (var way in ways.OrderBy(way => way.Key, StringComparer.Ordinal))
        {
            found.AddRange(Of(way, records, baseline));
        }

        found.AddRange(
            from record in records
            where record is { State: ExemptionState.Active, Mechanism: not ExclusionMechanism.RecordOnly }
            from policy in record.Policies
            where !ways.Any(way => !way.ByHand && Same(way.PolicyId, policy) && way.Identities.Contains(record.Identity.Id, StringComparer.OrdinalIgnoreCase))
            orderby record.Id, policy
            select new Lost(record, policy));
        return found;
    }

    private static IEnumerable<ReconcileDecision> Of(WayOut way, IReadOnlyList<Exemption> records, IReadOnlySet<string> baseline)
    {
        if (way.Identities.Count == 0)
        {
            return baseline.Contains(way.Key) ? [] : [new Shadow(way, null)];
        }

        return way.Identities.Order(StringComparer.Ordinal).Select(identity => Of(way, identity, records, baseline)).OfType<ReconcileDecision>();
    }

    private static ReconcileDecision? Of(WayOut way, string identity, IReadOnlyList<Exemption> records, IReadOnlySet<string> baseline)
    {
        var own = records.Where(record => (!way.ByHand || record.Mechanism is ExclusionMechanism.RecordOnly) && Same(record.Identity.Id, identity) && (way.IsWholeTenant || record.Policies.Any(policy => Same(policy, way.PolicyId)))).ToList();
        if (own.Any(record => record.MayBeExcluded))
        {
            return null;
        }

        // A record that has ended speaks against the exclusion, even where it was there on day 0.
        return own.Where(record => record.State is ExemptionState.Suspended or ExemptionState.EndedUnproven or ExemptionState.Ended && record.ActivatedAt is not null)
            .OrderByDescending(record => record.RemovedAt).FirstOrDefault() is { } over ? new Outlived(way, over)
            : baseline.Contains($"{way.Key}|{identity}") || baseline.Contains(way.Key) ? null
            : new Shadow(way, identity);
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
