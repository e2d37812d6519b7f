using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace NhiEvents.Embedded.Tenant.Objects;

/// <summary>A service principal: an own, vendor or first-party application in this tenant, or a managed identity.</summary>
public sealed record TenantServicePrincipal : TenantObject
{
    public required string AppId { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>Whose application it is; this tenant's id for own ones.</summary>
    public required string OwnerTenantId { get; init; }

    /// <summary>Set: <c>accountEnabled</c> is false since then.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    public bool ManagedIdentity { get; init; }

    /// <summary>Azure resource of a managed identity.</summary>
    public string? AzureResourceId { get; init; }

    /// <summary>The application may be used in other tenants.</summary>
    public bool MultiTenant { get; init; }

    /// <summary>Only assigned principals get a token for it.</summary>
    public bool AssignmentRequired { get; init; }

    public ImmutableSortedSet<string> Assigned { get; init; } = TenantGroup.NoIds;

    public ImmutableSortedSet<string> Owners { get; init; } = TenantGroup.NoIds;

    /// <summary>Application ids of the resources that users' consent or an administrator's covers; null is all (first-party).</summary>
    public ImmutableSortedSet<string>? Consented { get; init; }

    /// <summary>What it asks for needs an administrator's consent.</summary>
    public bool NeedsAdminConsent { get; init; }

    /// <summary>Keeps its access token up to 28 hours and honours critical events (continuous access evaluation).</summary>
    public bool ContinuousEvaluation { get; init; }

    /// <summary>Microsoft Graph application permissions, such as <c>Application.ReadWrite.OwnedBy</c>.</summary>
    public ImmutableSortedSet<string> AppRoles { get; init; } = TenantGroup.NoIds;

    public RiskLevel Risk { get; init; }

    /// <summary>Credentials of this object itself: they work like those of the application, and the portal's page of the application does not show them.</summary>
    public ImmutableArray<AppCredential> Credentials { get; init; } = [];

    /// <summary>Thumbprint of the certificate that signs SAML tokens.</summary>
    public string? SamlThumbprint { get; init; }

    /// <summary>Custom security attributes: <c>Set.Name</c> to value.</summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } = TenantUser.NoAttributes;

    [JsonIgnore]
    public bool Enabled => DisabledAt is null;

    [JsonIgnore]
    public bool IsFirstParty => OwnerTenantId == WellKnown.MicrosoftTenant;
}
