using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace NhiEvents.Embedded.Tenant.Objects;

/// <summary>What a user object is for. The truth of the simulation: Graph has no such property.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UserKind>))]
public enum UserKind
{
    Person,
    Administrator,
    GuestPerson,
    ServiceAccount,
    SharedMailbox,

    /// <summary>Room, phone or kiosk.</summary>
    ResourceAccount,
    SyncAccount,
    EnrolmentAccount,

    /// <summary>Robotic process automation.</summary>
    Robot,
    GuestAutomation,

    /// <summary>Synchronised from Active Directory.</summary>
    OnPremisesServiceAccount,
    BreakGlass,
}

/// <summary>Per-user multi-factor authentication, the setting that ignores Conditional Access.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PerUserMfa>))]
public enum PerUserMfa
{
    Disabled,
    Enabled,
    Enforced,
}

[JsonConverter(typeof(JsonStringEnumConverter<RiskLevel>))]
public enum RiskLevel
{
    None,
    Low,
    Medium,
    High,
}

/// <summary>A user object of any kind.</summary>
public sealed record TenantUser : TenantObject
{
    public required string UserPrincipalName { get; init; }

    public required string DisplayName { get; init; }

    public required UserKind Kind { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Set: <c>accountEnabled</c> is false since then.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Set: in the recycle bin, no sign-in possible.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>A guest signs in at home; set to the home tenant's id.</summary>
    public string? HomeTenantId { get; init; }

    /// <summary>Synchronised from Active Directory.</summary>
    public bool Synced { get; init; }

    public string? Department { get; init; }

    public string? JobTitle { get; init; }

    public string? EmployeeType { get; init; }

    /// <summary>Two letters.</summary>
    public string? UsageLocation { get; init; }

    /// <summary>Null: there is no password here (guests, passwordless accounts).</summary>
    public string? PasswordHash { get; init; }

    public DateTimeOffset PasswordChangedAt { get; init; }

    /// <summary>Null: never expires.</summary>
    public TimeSpan? PasswordLife { get; init; }

    public bool MustChangePassword { get; init; }

    public PerUserMfa PerUserMfa { get; init; }

    /// <summary>Registered methods, as Graph names them in an authentication strength (<c>microsoftAuthenticatorPush</c>, <c>fido2</c>, <c>sms</c>, …).</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>Tokens issued before this no longer work (<c>revokeSignInSessions</c>, password change).</summary>
    public DateTimeOffset SessionsValidFrom { get; init; }

    /// <summary>Why <see cref="SessionsValidFrom"/> was moved: a password change ends sessions with another code than a revocation.</summary>
    public bool SessionsEndedByPassword { get; init; }

    public RiskLevel Risk { get; init; }

    /// <summary>Ids of the terms of use that were accepted.</summary>
    public ImmutableArray<string> AcceptedTerms { get; init; } = [];

    /// <summary>Custom security attributes: <c>Set.Name</c> to value.</summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } = NoAttributes;

    [JsonIgnore]
    public bool Enabled => DisabledAt is null;

    [JsonIgnore]
    public bool IsGuest => HomeTenantId is not null;

    internal static ImmutableSortedDictionary<string, string> NoAttributes { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
