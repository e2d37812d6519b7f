using System.Collections.Frozen;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Policies;

/// <summary>Conditions as sign-in records count them (bits of <c>conditionsSatisfied</c>).</summary>
[Flags]
internal enum PolicyConditions
{
    None = 0,
    Application = 1,
    Users = 2,
    DevicePlatform = 4,
    Location = 8,
    ClientType = 16,
    SignInRisk = 32,
    UserRisk = 64,
    Device = 256,
    Client = 512,
    Flow = 8192,
}

/// <summary>Whether a policy applies to a sign-in, and which condition decided it.</summary>
/// <param name="Unsatisfied">Conditions that were not met; none: the policy applies.</param>
internal readonly record struct PolicyScope(PolicyConditions Satisfied, PolicyConditions Unsatisfied, PrincipalMatch Match, PolicyConditions ExcludedBy, RuleKind ExcludeRule)
{
    public bool Applies => Unsatisfied is PolicyConditions.None;

    public static PolicyScope ForUser(CompiledPolicy policy, PrincipalMatch match, PolicyRequest request) =>
        Finish(policy, match, PolicyConditions.Users, request, request.PrincipalRisk, policy.UserRisks);

    /// <summary>Workload policies look at location and risk only; every other condition is met.</summary>
    public static PolicyScope ForWorkload(CompiledPolicy policy, PrincipalMatch match, PolicyRequest request) =>
        Finish(policy, match, PolicyConditions.Client, request, request.PrincipalRisk, policy.WorkloadRisks);

    private static PolicyScope Finish(CompiledPolicy policy, PrincipalMatch match, PolicyConditions principal, PolicyRequest request, RiskLevel risk, FrozenSet<string> risks)
    {
        var (met, unmet, excludedBy, rule) = (PolicyConditions.None, PolicyConditions.None, PolicyConditions.None, RuleKind.None);
        void Count(PolicyConditions condition, bool holds)
        {
            met |= holds ? condition : 0;
            unmet |= holds ? 0 : condition;
        }

        void CountList(PolicyConditions condition, RuleKind included, RuleKind excluded)
        {
            Count(condition, included is not RuleKind.None && excluded is RuleKind.None);
            if (included is not RuleKind.None && excluded is not RuleKind.None && excludedBy is PolicyConditions.None)
            {
                (excludedBy, rule) = (condition, excluded);
            }
        }

        CountList(principal, match.Include, match.Exclude);
        CountList(PolicyConditions.Application, Applications(policy.Applications.Include, policy.Applications.UserActions, request), Applications(policy.Applications.Exclude, FrozenSet<string>.Empty, request));
        if (principal is PolicyConditions.Users)
        {
            Count(PolicyConditions.ClientType, policy.ClientApps.Count == 0 || policy.ClientApps.Contains(request.ClientAppType));
            Count(PolicyConditions.Flow, policy.Flows.Count == 0 || (request.Flow is { } flow && policy.Flows.Contains(flow)));
            Count(PolicyConditions.SignInRisk, policy.SignInRisks.Count == 0 || policy.SignInRisks.Contains(Name(request.SignInRisk)));
            CountList(PolicyConditions.DevicePlatform, Platform(policy.Platforms.Include, request, ifEmpty: RuleKind.AllDevicePlatforms), Platform(policy.Platforms.Exclude, request, RuleKind.None));
            CountList(PolicyConditions.Device, DeviceIncluded(policy.Devices, request), DeviceExcluded(policy.Devices, request));
        }

        CountList(PolicyConditions.Location, Location(policy.Locations.Include, request, ifEmpty: RuleKind.AllLocations), Location(policy.Locations.Exclude, request, RuleKind.None));
        Count(PolicyConditions.UserRisk, risks.Count == 0 || risks.Contains(Name(risk)));
        return new PolicyScope(met, unmet, match, excludedBy, rule);
    }

    private static RuleKind Applications(FrozenSet<string> ids, FrozenSet<string> actions, PolicyRequest request) =>
        request.UserAction is { } action ? (actions.Contains(action) ? RuleKind.AppId : RuleKind.None)
        : ids.Count == 0 ? RuleKind.None
        : ids.Contains("All") ? RuleKind.AllApps
        : ids.Contains(request.ResourceId) ? RuleKind.AppId
        : ids.Contains("Office365") && WellKnown.Office365.Contains(request.ResourceId) ? RuleKind.Office365
        : ids.Contains("MicrosoftAdminPortals") && WellKnown.AdminPortals.Contains(request.ResourceId) ? RuleKind.FirstPartyApps
        : RuleKind.None;

    private static RuleKind Platform(FrozenSet<string> platforms, PolicyRequest request, RuleKind ifEmpty) =>
        platforms.Count == 0 ? ifEmpty : request.Device is { } device && platforms.Contains(device.Platform) ? RuleKind.DevicePlatform : RuleKind.None;

    private static RuleKind Location(FrozenSet<string> ids, PolicyRequest request, RuleKind ifEmpty)
    {
        if (ids.Count == 0)
        {
            return ifEmpty;
        }

        if (ids.Contains("All"))
        {
            return RuleKind.AllLocations;
        }

        if (ids.Contains("AllTrusted") && request.Place.Trusted)
        {
            return RuleKind.AllTrustedLocations;
        }

        foreach (var location in request.Place.Locations)
        {
            if (ids.Contains(location.Id))
            {
                return RuleKind.LocationId;
            }
        }

        return RuleKind.None;
    }

    private static RuleKind DeviceIncluded(DeviceCondition? condition, PolicyRequest request) =>
        condition is null || condition.Excludes ? RuleKind.AllDevices : Filter(condition, request) ? RuleKind.DeviceFilter : RuleKind.None;

    private static RuleKind DeviceExcluded(DeviceCondition? condition, PolicyRequest request) =>
        condition is { Excludes: true } && Filter(condition, request) ? RuleKind.DeviceFilter : RuleKind.None;

    /// <summary>A device that proves no identity has null for every property.</summary>
    private static bool Filter(DeviceCondition condition, PolicyRequest request) =>
        condition.Filter.Holds(request.Device is { Id: not null } device ? device.Property : static _ => null);

    private static string Name(RiskLevel risk) => risk switch
    {
        RiskLevel.None => "none",
        RiskLevel.Low => "low",
        RiskLevel.Medium => "medium",
        RiskLevel.High => "high",
    };
}
