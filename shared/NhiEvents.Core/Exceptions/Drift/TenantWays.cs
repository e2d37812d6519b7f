using NhiEvents.Core.Exceptions.Writing;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>The ways out that settings of the whole tenant are. Pure.</summary>
internal static class TenantWays
{
    /// <summary>Nothing asks everyone for a second factor.</summary>
    public const string NoDefaults = "security defaults are off";

    public static IEnumerable<WayOut> Of(TenantAccessSettings settings, IReadOnlyList<PolicyText> policies)
    {
        // Whoever has policies switches security defaults off: Entra does not let both be on.
        if (!settings.SecurityDefaults && !policies.Any(AsksEveryone))
        {
            yield return Of(NoDefaults, policies);
        }

        foreach (var action in (settings.ExcludedActions ?? []).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))
        {
            yield return Of($"user action {action} is excluded", []);
        }
    }

    /// <summary>Whoever is not excluded, for whatever they want.</summary>
    public static bool AsksEveryone(PolicyText policy) =>
        policy.AsksSecondFactor && policy.Strings("conditions", "users", "includeUsers").Contains("All") && policy.Strings("conditions", "applications", "includeApplications").Contains("All");

    private static WayOut Of(string subject, IReadOnlyList<PolicyText> policies) =>
        new(WayOut.WholeTenant, WayOutKind.TenantSetting, subject, [], null, null) { Containers = [WayOut.WholeTenant, .. policies.Select(policy => policy.Id)] };
}
