using System.Net;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Policies;

/// <summary>What a Conditional Access policy would have done to a sign-in of the past, whatever its state is. Immutable.</summary>
/// <remarks>What the past does not tell (a device, a group nobody exported) makes the answer unknown, never a guess.</remarks>
public sealed class PolicyTrial
{
    private const PolicyConditions OfDevices = PolicyConditions.DevicePlatform | PolicyConditions.Device;

    private readonly CompiledPolicy _policy;
    private readonly CompiledLocation[] _locations;
    private readonly IReadOnlySet<string> _knownGroups;

    private PolicyTrial(CompiledPolicy policy, IReadOnlyList<NamedLocation> locations, IReadOnlySet<string> knownGroups) =>
        (_policy, _locations, _knownGroups) = (policy, [.. locations.Select(location => new CompiledLocation(location))], knownGroups);

    public string Id => _policy.Id;

    public string DisplayName => _policy.DisplayName;

    public PolicyState State => _policy.State;

    /// <summary>Groups that it names.</summary>
    public static IReadOnlyList<string> GroupsOf(string id, string json) =>
        PolicyCompiler.Compile(id, json) is var policy ? [.. policy.Users.IncludeGroups, .. policy.Users.ExcludeGroups] : [];

    /// <param name="json">The policy in Graph's shape.</param>
    /// <param name="locations">Those that are known.</param>
    /// <param name="knownGroups">Ids of groups whose members are known.</param>
    /// <exception cref="FormatException">It is no policy; says what is wrong with it.</exception>
    public static PolicyTrial Of(string id, string json, IReadOnlyList<NamedLocation> locations, IReadOnlySet<string> knownGroups) =>
        new(PolicyCompiler.Compile(id, json), locations, knownGroups);

    public TrialVerdict Judge(TrialCase given)
    {
        var request = new PolicyRequest(given.ResourceId, given.ClientAppType, PlaceOf(given), null, RiskLevel.None, RiskLevel.None, given.DeviceCode ? "deviceCodeFlow" : null);
        var match = given.IsUser ? PrincipalMatch.OfUser(_policy, new PrincipalFacts(given.PrincipalId, given.Guest, [.. given.Groups], [])) : PrincipalMatch.OfWorkload(_policy, Principal(given), given.TenantId);
        var scope = given.IsUser ? PolicyScope.ForUser(_policy, match, request) : PolicyScope.ForWorkload(_policy, match, request);
        var (unknown, why) = Unknown(given, match);
        return (scope.Unsatisfied & ~unknown) is not PolicyConditions.None ? new TrialVerdict(TrialResult.NotApplied, "")
            : unknown is not PolicyConditions.None ? new TrialVerdict(TrialResult.Unknown, why)
            : Demand(given);
    }

    private TrialVerdict Demand(TrialCase given)
    {
        var met = given.MfaSatisfied ? GrantControls.Mfa | GrantControls.Strength : GrantControls.None;
        var missing = _policy.Controls & ~met;
        if (_policy.Controls is GrantControls.None)
        {
            return _policy.SignInFrequency is null || !given.IsUser
                ? new TrialVerdict(TrialResult.Met, "")
                : new TrialVerdict(TrialResult.Unknown, "it ends sessions after a time: a job that keeps a refresh token stops, one that sends its credential each time does not");
        }

        return missing is GrantControls.None || (_policy.AnyControl && missing != _policy.Controls)
            ? new TrialVerdict(TrialResult.Met, "")
            : new TrialVerdict(TrialResult.Stopped, missing.HasFlag(GrantControls.Block) && !_policy.AnyControl ? "it blocks the sign-in" : $"it demands {string.Join(_policy.AnyControl ? " or " : " and ", Names(missing))}, and nobody answers there");
    }

    /// <summary>Conditions that could be met or not for all that is known, and the first reason.</summary>
    private (PolicyConditions Conditions, string Why) Unknown(TrialCase given, PrincipalMatch match)
    {
        var (unknown, reasons) = (PolicyConditions.None, new List<string>());
        if (given.IsUser && _policy.Workloads is null && match.Exclude is RuleKind.None)
        {
            var groups = match.Include is RuleKind.None ? _policy.Users.IncludeGroups : _policy.Users.ExcludeGroups;
            var roles = match.Include is RuleKind.None ? _policy.Users.IncludeRoles : _policy.Users.ExcludeRoles;
            Add(PolicyConditions.Users, groups.Where(group => !_knownGroups.Contains(group)).Select(group => $"whether it is in group {group}: give its members in --directory").FirstOrDefault());
            Add(PolicyConditions.Users, roles.Count > 0 ? "whether it holds one of the roles that the policy names" : null);
        }

        if (!given.IsUser && _policy.Workloads is { Filter: not null } && (match.Include is not RuleKind.None || !_policy.Workloads.FilterExcludes))
        {
            Add(PolicyConditions.Client, "whether the policy's filter holds: the custom security attributes are not known here");
        }

        var places = _policy.Locations.Include.Concat(_policy.Locations.Exclude).Where(id => id is not "All").ToList();
        if (places.Exists(id => id == "AllTrusted" ? _locations.Length == 0 : !Array.Exists(_locations, location => string.Equals(location.Id, id, StringComparison.OrdinalIgnoreCase))))
        {
            Add(PolicyConditions.Location, "whether its address lies in the named locations: give --locations");
        }

        Add(PolicyConditions.DevicePlatform, _policy.Platforms != ListCondition.Everything && _policy.Platforms.Include.Count + _policy.Platforms.Exclude.Count > 0 ? "on which platform it runs" : null);
        Add(PolicyConditions.Device, _policy.Devices is not null ? "whether the policy's device filter holds" : null);
        return (given.IsUser ? unknown : unknown & ~OfDevices, reasons.FirstOrDefault() ?? "");

        void Add(PolicyConditions condition, string? reason)
        {
            if (reason is not null)
            {
                unknown |= condition;
                reasons.Add(reason);
            }
        }
    }

    private MatchedPlace PlaceOf(TrialCase given)
    {
        var address = IPAddress.TryParse(given.Address, out var parsed) ? parsed : null;
        return new MatchedPlace([.. _locations.Where(location => location.Contains(address, given.Country))]);
    }

    private static TenantServicePrincipal Principal(TrialCase given) => new()
    {
        Id = given.PrincipalId,
        AppId = "",
        DisplayName = "",
        OwnerTenantId = given.OwnerTenantId ?? given.TenantId,
        ManagedIdentity = given.ManagedIdentity,
    };

    private static IEnumerable<string> Names(GrantControls controls) => Enum.GetValues<GrantControls>().Where(control => control is not GrantControls.None && controls.HasFlag(control)).Select(control => control switch
    {
        GrantControls.None => "nothing",
        GrantControls.Block => "a block",
        GrantControls.Mfa => "a second factor",
        GrantControls.CompliantDevice => "a compliant device",
        GrantControls.DomainJoinedDevice => "a hybrid joined device",
        GrantControls.ApprovedApplication => "an approved application",
        GrantControls.CompliantApplication => "an application with a protection policy",
        GrantControls.PasswordChange => "a new password",
        GrantControls.TermsOfUse => "that terms of use are accepted",
        GrantControls.CustomControl => "a custom control",
        GrantControls.Strength => "an authentication strength",
    });
}

/// <summary>A sign-in of the past, as far as policies look at it.</summary>
/// <param name="Groups">Ids of the groups that it is known to be in.</param>
/// <param name="ClientAppType">As policies name it: <c>browser</c>, <c>mobileAppsAndDesktopClients</c>, <c>exchangeActiveSync</c>, <c>other</c>.</param>
public sealed record TrialCase(string TenantId, string PrincipalId, bool IsUser, IReadOnlyCollection<string> Groups, string ResourceId, string ClientAppType)
{
    public bool Guest { get; init; }

    public bool ManagedIdentity { get; init; }

    /// <summary>The tenant that owns the application.</summary>
    public string? OwnerTenantId { get; init; }

    public string? Address { get; init; }

    public string? Country { get; init; }

    public bool DeviceCode { get; init; }

    /// <summary>A second factor was given.</summary>
    public bool MfaSatisfied { get; init; }
}

/// <param name="Why">Ends a sentence about the policy; empty when nothing would have happened.</param>
public sealed record TrialVerdict(TrialResult Result, string Why);

/// <summary>What a policy does to a sign-in.</summary>
public enum TrialResult
{
    /// <summary>A condition is not met.</summary>
    NotApplied,

    /// <summary>It applies, and the sign-in has what it demands.</summary>
    Met,

    /// <summary>What is known does not tell.</summary>
    Unknown,

    /// <summary>The sign-in would not have got its token.</summary>
    Stopped,
}
