using System.Globalization;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Ports;

namespace NhiEvents.Embedded.Simulation.Rotations;

/// <summary>What a company sets up so that secrets are rotated: one policy for every application with a tag, and the rights of our identity.</summary>
public static class RotationSetting
{
    internal const string Tag = "NhiEvents.Rotation";
    internal const string TagValue = "vault";

    /// <summary>How long before its end a secret is replaced; also when it is said that it ends soon.</summary>
    internal static TimeSpan NearEnd { get; } = TimeSpan.FromDays(30);

    internal static TimeSpan MaximumAge { get; } = TimeSpan.FromDays(365);

    /// <summary>Times in the vault are whole seconds.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    private static readonly string[] Rights =
    [
        "Application.Read.All", "Application.ReadWrite.OwnedBy", "User.Read.All", "GroupMember.Read.All", "RoleManagement.Read.Directory", "Policy.Read.All",
    ];

    /// <summary>Our identity, with what rotations need besides.</summary>
    public static TenantCaller With(TenantCaller caller) => caller with { Permissions = caller.Permissions.Union(Rights).ToHashSet(StringComparer.Ordinal) };

    /// <summary>Settings of the rotation app.</summary>
    public static IReadOnlyDictionary<string, string?> Settings(string tenantId) => new Dictionary<string, string?>
    {
        ["Rotation:TenantId"] = tenantId,
        ["Rotation:Policies:0:Tag"] = $"{Tag}={TagValue}",
        ["Rotation:Policies:0:SecretName"] = SecretNameOf("{appId}"),
        ["Rotation:Policies:0:Mode"] = "Enforce",
        ["Rotation:Policies:0:RetireEarly"] = "true",
        ["Rotation:Policies:0:RotateBefore"] = NearEnd.ToString("c", CultureInfo.InvariantCulture),
        ["Rotation:Policies:0:MaximumAge"] = MaximumAge.ToString("c", CultureInfo.InvariantCulture),
    };

    internal static string SecretNameOf(string appId) => "app-" + appId;

    /// <summary>Whether the policy wants this credential replaced at this time.</summary>
    internal static bool IsDue(AppCredential credential, DateTimeOffset at) => credential.EndsAt - at <= NearEnd + Rounding || at - credential.StartsAt >= MaximumAge - Rounding;
}
