using System.Net;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Writing;

/// <summary>Whether a guard policy holds: who is in the exclusion group is blocked everywhere but in agreed networks.</summary>
internal static class GuardRule
{
    private static readonly string[] Exclusions = ["excludeUsers", "excludeGroups", "excludeRoles"];

    private static readonly string[] Conditions = ["platforms", "devices", "authenticationFlows"];

    /// <returns>Null when one of the policies guards the group for these networks; else what is missing.</returns>
    public static string? Missing(string groupId, IReadOnlyList<string> networks, IReadOnlyList<PolicyText> policies, IReadOnlyList<DirectoryNamedLocation> locations, ExemptionRules rules)
    {
        var guards = GuardsOf(groupId, policies).ToList();
        if (guards.Count == 0)
        {
            return "no policy blocks the exclusion group outside its agreed networks.";
        }

        var faults = guards.Select(guard => (guard.Name, Fault: FaultOf(guard, networks, locations, rules))).ToList();
        return faults.Any(found => found.Fault is null) ? null : string.Join(' ', faults.Select(found => $"guard policy '{found.Name}' {found.Fault}."));
    }

    /// <summary>The networks that each guard of the group leaves open; empty when none holds.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Open(string groupId, IReadOnlyList<PolicyText> policies, IReadOnlyList<DirectoryNamedLocation> locations, ExemptionRules rules) =>
    [
        .. from guard in GuardsOf(groupId, policies)
           where FaultOf(guard, [], locations, rules) is null
           let open = guard.Strings("conditions", "locations", "excludeLocations")
           select locations.Where(location => open.Contains(location.Id, StringComparer.OrdinalIgnoreCase)).SelectMany(location => location.Ranges).ToList(),
    ];

    /// <summary>Whether all of the networks, which can be read, are in what a guard leaves open.</summary>
    public static bool Covers(IReadOnlyList<string> open, IReadOnlyList<string> networks) => Outside(networks, [.. open.Select(range => IPNetwork.Parse(range))]) is null;

    private static IEnumerable<PolicyText> GuardsOf(string groupId, IReadOnlyList<PolicyText> policies) =>
        policies.Where(policy => policy.Blocks && policy.Strings("conditions", "users", "includeGroups").Contains(groupId, StringComparer.OrdinalIgnoreCase));

    private static string? FaultOf(PolicyText guard, IReadOnlyList<string> networks, IReadOnlyList<DirectoryNamedLocation> locations, ExemptionRules rules)
    {
        if (!guard.Enforced)
        {
            return "is not enforced";
        }

        if (Exclusions.Any(list => guard.Strings("conditions", "users", list).Count > 0) || guard.Has("conditions", "users", "excludeGuestsOrExternalUsers"))
        {
            return "excludes somebody";
        }

        if (!guard.Strings("conditions", "applications", "includeApplications").Contains("All") || guard.Strings("conditions", "applications", "excludeApplications").Count > 0 || guard.Has("conditions", "applications", "applicationFilter"))
        {
            return "does not cover every application";
        }

        if (Narrowed(guard) is { } condition)
        {
            return $"applies only under a condition ({condition})";
        }

        if (!guard.Strings("conditions", "locations", "includeLocations").Contains("All"))
        {
            return "does not cover every location";
        }

        return LocationFault(guard, networks, locations, rules);
    }

    /// <summary>A condition that lets somebody past: anything but all clients, or a platform, device, risk or flow.</summary>
    private static string? Narrowed(PolicyText guard) =>
        guard.Strings("conditions", "clientAppTypes") is { Count: > 0 } clients && !clients.Contains("all") ? "clientAppTypes"
        : guard.RiskBased ? "risk"
        : Conditions.FirstOrDefault(condition => guard.Has("conditions", condition));

    private static string? LocationFault(PolicyText guard, IReadOnlyList<string> networks, IReadOnlyList<DirectoryNamedLocation> locations, ExemptionRules rules)
    {
        var open = new List<IPNetwork>();
        foreach (var id in guard.Strings("conditions", "locations", "excludeLocations"))
        {
            if (locations.FirstOrDefault(location => string.Equals(location.Id, id, StringComparison.OrdinalIgnoreCase)) is not { Ranges.Count: > 0, Countries.Count: 0 } location)
            {
                return $"leaves '{id}' open, which is no list of networks";
            }

            if (Requests.AgreedNetworks.Faults(location.Ranges, rules).Any())
            {
                return $"leaves location '{location.DisplayName}' open, which is too wide";
            }

            open.AddRange(location.Ranges.Select(range => IPNetwork.Parse(range)));
        }

        return Outside(networks, open) is { } outside ? $"would block the agreed network {outside}" : null;
    }

    /// <summary>A network that none of the open ranges holds.</summary>
    private static IPNetwork? Outside(IReadOnlyList<string> networks, IReadOnlyList<IPNetwork> open) =>
        networks.Select(network => IPNetwork.TryParse(network, out var parsed) ? parsed : new IPNetwork(IPAddress.Parse(network), network.Contains(':', StringComparison.Ordinal) ? 128 : 32))
            .FirstOrDefault(network => !open.Any(range => range.PrefixLength <= network.PrefixLength && range.Contains(network.BaseAddress))) is { PrefixLength: > 0 } outside
            ? outside
            : null;
}
