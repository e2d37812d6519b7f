using NhiEvents.Core.Exceptions.Writing;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>The ways out that a policy's own JSON states.</summary>
internal static class PolicyWays
{
    /// <summary>The value of <c>excludeUsers</c> that stands for guests.</summary>
    private const string AnyGuest = "GuestsOrExternalUsers";

    /// <summary>What the policy's ways out depend on beside itself, also while it lets nobody out: groups, locations, attributes.</summary>
    public static IEnumerable<string> ContainersOf(PolicyText policy) =>
    [
        .. policy.Strings("conditions", "users", "excludeGroups"),
        .. policy.Strings("conditions", "locations", "excludeLocations"),
        .. Of(policy).Where(way => way.Kind is WayOutKind.ServicePrincipalFilter).Select(way => FilterTag.Read(way.Subject)?.Key).OfType<string>(),
    ];

    /// <summary>Each way with what is excluded: an id, a type, or the text of a filter.</summary>
    public static IReadOnlyList<(WayOutKind Kind, string Subject)> Of(PolicyText policy)
    {
        var ways = new List<(WayOutKind, string)>();
        ways.AddRange(policy.Strings("conditions", "users", "excludeUsers").Select(id => (id == AnyGuest ? WayOutKind.GuestType : WayOutKind.User, id)));
        Add(WayOutKind.Group, "users", "excludeGroups");
        Add(WayOutKind.Role, "users", "excludeRoles");
        Add(WayOutKind.Application, "applications", "excludeApplications");
        Add(WayOutKind.Location, "locations", "excludeLocations");
        Add(WayOutKind.Platform, "platforms", "excludePlatforms");
        Add(WayOutKind.ServicePrincipal, "clientApplications", "excludeServicePrincipals");
        if (policy.Text("conditions", "users", "excludeGuestsOrExternalUsers", "guestOrExternalUserTypes") is { Length: > 0 } guests)
        {
            ways.Add((WayOutKind.GuestType, guests));
        }

        Filter(WayOutKind.DeviceFilter, "devices", "deviceFilter");
        Filter(WayOutKind.ServicePrincipalFilter, "clientApplications", "servicePrincipalFilter");
        return [.. ways.Distinct()];

        void Add(WayOutKind kind, string condition, string list) => ways.AddRange(policy.Strings("conditions", condition, list).Select(id => (kind, id)));

        void Filter(WayOutKind kind, string condition, string filter)
        {
            if (policy.Text("conditions", condition, filter, "mode") == "exclude" && policy.Text("conditions", condition, filter, "rule") is { Length: > 0 } rule)
            {
                ways.Add((kind, rule));
            }
        }
    }
}
