using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace NhiEvents.Embedded.Tenant.Objects;

/// <summary>Settings of the tenant as a whole.</summary>
public sealed record TenantSettings : TenantObject
{
    /// <summary>The only object of its kind.</summary>
    public const string TheId = "settings";

    public bool SecurityDefaults { get; init; }

    /// <summary>Azure Resource Manager refuses create, update and delete by users without a multi-factor claim.</summary>
    public bool MandatoryMfaOnArm { get; init; }

    /// <summary>How long per-user MFA is remembered on a device; null is not at all.</summary>
    public TimeSpan? RememberMfa { get; init; }

    /// <summary>Users without a registered method are asked to register at an interactive sign-in, whatever the policies say.</summary>
    public bool RegistrationAtSignIn { get; init; }

    /// <summary>Users may ask an administrator to consent (90095 instead of 90094).</summary>
    public bool AdminConsentRequests { get; init; }

    /// <summary>ID Protection's own policy: users without a method must register (it names itself as the requirement's source).</summary>
    public bool RiskRegistrationPolicy { get; init; }

    /// <summary>User actions that pass every policy for all resources; sorted. No sign-in of the simulation is one of them.</summary>
    public ImmutableSortedSet<string> ExcludedUserActions { get; init; } = [];

    /// <summary>Smart lockout: wrong passwords before an account is locked.</summary>
    public int LockoutThreshold { get; init; } = 10;

    /// <summary>Smart lockout: the first lockout; each further one is longer.</summary>
    public TimeSpan LockoutDuration { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>Limits for application credentials: the tenant's default, or one assigned to applications.</summary>
public sealed record AppManagementPolicy : TenantObject
{
    /// <summary>Id of the tenant's default policy.</summary>
    public const string DefaultId = "00000000-0000-0000-0000-000000000000";

    public required string DisplayName { get; init; }

    public bool Enabled { get; init; } = true;

    /// <summary>No new passwords at all.</summary>
    public bool PasswordsForbidden { get; init; }

    /// <summary>Longest lifetime of a new password; null is no limit.</summary>
    public TimeSpan? MaxPasswordLife { get; init; }

    /// <summary>Longest lifetime of a new certificate; null is no limit.</summary>
    public TimeSpan? MaxCertificateLife { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<EffectKind>))]
public enum EffectKind
{
    MemberAdded,
    MemberRemoved,
    PolicyChanged,
    PolicyRemoved,
}

/// <summary>A change that has been made and that sign-ins do not see yet.</summary>
/// <param name="Sequence">Order among effects of the same time.</param>
/// <param name="Target">Group or policy.</param>
/// <param name="Value">The member, or the policy's JSON.</param>
public sealed record PendingEffect(EffectKind Effect, DateTimeOffset At, long Sequence, string Target, string Value) : TenantObject;
