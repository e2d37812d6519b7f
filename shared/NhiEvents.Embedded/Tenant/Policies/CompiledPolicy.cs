using System.Collections.Frozen;

namespace NhiEvents.Embedded.Tenant.Policies;

/// <summary>Whether a policy acts, only reports, or does nothing.</summary>
public enum PolicyState
{
    Disabled,
    ReportOnly,
    Enabled,
}

/// <summary>What a policy demands before it lets a sign-in pass.</summary>
[Flags]
public enum GrantControls
{
    None = 0,
    Block = 1,
    Mfa = 2,
    CompliantDevice = 4,
    DomainJoinedDevice = 8,
    ApprovedApplication = 16,
    CompliantApplication = 32,
    PasswordChange = 64,
    TermsOfUse = 128,
    CustomControl = 256,

    /// <summary>An authentication strength: MFA with certain methods.</summary>
    Strength = 512,
}

/// <summary>A Conditional Access policy, ready to be evaluated.</summary>
internal sealed class CompiledPolicy
{
    public required string Id { get; init; }

    public required string DisplayName { get; init; }

    public required PolicyState State { get; init; }

    public required UserCondition Users { get; init; }

    /// <summary>Set: the policy is for workload identities, and no user is in its scope.</summary>
    public WorkloadCondition? Workloads { get; init; }

    public required ApplicationCondition Applications { get; init; }

    /// <summary>Client app types; empty or <c>all</c> is every one.</summary>
    public required FrozenSet<string> ClientApps { get; init; }

    public ListCondition Platforms { get; init; } = ListCondition.Everything;

    public LocationCondition Locations { get; init; } = LocationCondition.Everywhere;

    public DeviceCondition? Devices { get; init; }

    public FrozenSet<string> SignInRisks { get; init; } = FrozenSet<string>.Empty;

    public FrozenSet<string> UserRisks { get; init; } = FrozenSet<string>.Empty;

    public FrozenSet<string> WorkloadRisks { get; init; } = FrozenSet<string>.Empty;

    /// <summary><c>deviceCodeFlow</c>, <c>authenticationTransfer</c>; empty is every flow.</summary>
    public FrozenSet<string> Flows { get; init; } = FrozenSet<string>.Empty;

    public required GrantControls Controls { get; init; }

    /// <summary>One satisfied control is enough.</summary>
    public bool AnyControl { get; init; }

    public FrozenSet<string> TermsOfUse { get; init; } = FrozenSet<string>.Empty;

    public string? StrengthId { get; init; }

    /// <summary>Sign-in frequency; null: none. Zero: every time.</summary>
    public TimeSpan? SignInFrequency { get; init; }
}

/// <param name="Include">Ids, <c>All</c>, <c>GuestsOrExternalUsers</c>; <c>None</c> is an empty set.</param>
internal sealed record UserCondition(
    FrozenSet<string> Include,
    FrozenSet<string> IncludeGroups,
    FrozenSet<string> IncludeRoles,
    bool IncludeGuests,
    FrozenSet<string> Exclude,
    FrozenSet<string> ExcludeGroups,
    FrozenSet<string> ExcludeRoles,
    bool ExcludeGuests);

/// <param name="Include">Ids, or <c>ServicePrincipalsInMyTenant</c>.</param>
internal sealed record WorkloadCondition(FrozenSet<string> Include, FrozenSet<string> Exclude, RuleExpression? Filter, bool FilterExcludes);

/// <param name="Include">Application ids, <c>All</c>, <c>Office365</c>, <c>MicrosoftAdminPortals</c>.</param>
/// <param name="UserActions">Set: the policy is about an action, not an application.</param>
internal sealed record ApplicationCondition(FrozenSet<string> Include, FrozenSet<string> Exclude, FrozenSet<string> UserActions);

internal sealed record ListCondition(FrozenSet<string> Include, FrozenSet<string> Exclude)
{
    public static ListCondition Everything { get; } = new(FrozenSet<string>.Empty, FrozenSet<string>.Empty);
}

/// <param name="Include">Ids of named locations, <c>All</c>, <c>AllTrusted</c>; empty is everywhere.</param>
internal sealed record LocationCondition(FrozenSet<string> Include, FrozenSet<string> Exclude)
{
    public static LocationCondition Everywhere { get; } = new(FrozenSet<string>.Empty, FrozenSet<string>.Empty);
}

internal sealed record DeviceCondition(RuleExpression Filter, bool Excludes);
