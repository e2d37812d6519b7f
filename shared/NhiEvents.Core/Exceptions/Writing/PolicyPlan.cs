using System.Text.Json;
using System.Text.Json.Nodes;

namespace NhiEvents.Core.Exceptions.Writing;

/// <summary>What a policy's list of excluded service principals should become, and how to say so to Graph.</summary>
/// <remarks>
/// A PATCH replaces the whole list. So the new list is made from the one that was just read: everybody else's entries stay, ours come and go, and protected
/// entries never go. A policy that holds a property which this build does not know is not written: nobody can say what the PATCH would do to it.
/// </remarks>
internal abstract record PolicyPlan
{
    private PolicyPlan()
    {
    }

    /// <summary>The list is as it should be.</summary>
    public sealed record Unchanged : PolicyPlan;

    /// <param name="Body">The PATCH: the changed leaf, nothing else.</param>
    /// <param name="Expected">The list that has to be read back.</param>
    public sealed record Patch(string Body, IReadOnlyList<string> Expected) : PolicyPlan;

    /// <summary>A person has to make the change.</summary>
    public sealed record Propose(string Reason, string Body) : PolicyPlan;

    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        [""] =
        [
            "id", "displayName", "createdDateTime", "modifiedDateTime", "state", "conditions", "grantControls", "sessionControls", "templateId", "partialEnablementStrategy", "deletedDateTime",
        ],
        ["conditions"] =
        [
            "signInRiskLevels", "userRiskLevels", "servicePrincipalRiskLevels", "agentIdRiskLevels", "insiderRiskLevels", "clientAppTypes", "applications", "users", "locations", "platforms",
            "devices", "deviceStates", "clientApplications", "authenticationFlows", "clients", "times", "globalSecureAccess",
        ],
        ["conditions.clientApplications"] =
        [
            "includeServicePrincipals", "excludeServicePrincipals", "servicePrincipalFilter", "includeAgentIdServicePrincipals", "excludeAgentIdServicePrincipals", "agentIdServicePrincipalFilter",
        ],
    };

    /// <param name="policy">As Graph has returned it.</param>
    /// <param name="wanted">Ours that should be excluded.</param>
    /// <param name="placed">Ours that were written before: these, and no other entries, may go.</param>
    /// <param name="protectedIds">Never added, never removed.</param>
    /// <param name="managedByCode">Terraform or another tool owns the policy and would revert what it does not know.</param>
    public static PolicyPlan For(
        JsonObject policy, IReadOnlyCollection<string> wanted, IReadOnlyCollection<string> placed, IReadOnlyCollection<string> protectedIds, bool managedByCode)
    {
        var current = ListOf(policy);
        var next = Next(current, wanted, placed, protectedIds);
        if (Same(current, next))
        {
            return new Unchanged();
        }

        var body = BodyOf(next);
        return managedByCode ? new Propose("The policy is managed by code, which would revert the change.", body)
            : UnknownIn(policy) is { } unknown ? new Propose($"The policy has the property '{unknown}', which this version does not know.", body)
            : new Patch(body, next);
    }

    /// <summary>What to write when something else was read back than was written: nobody's entry is lost, ours included.</summary>
    /// <param name="before">The list that was read before the write.</param>
    /// <param name="expected">The list that was written.</param>
    /// <param name="actual">The list that was read back.</param>
    /// <param name="others">Entries that the audit log says somebody else has written meanwhile.</param>
    /// <returns>Null when nothing differs.</returns>
    public static Patch? Restore(IReadOnlyList<string> before, IReadOnlyList<string> expected, JsonObject actual, IReadOnlyCollection<string> others)
    {
        var found = ListOf(actual);
        var foreign = others.Except(before, StringComparer.OrdinalIgnoreCase).ToList();
        if (Same(found, expected) && foreign.All(entry => found.Contains(entry, StringComparer.OrdinalIgnoreCase)))
        {
            return null;
        }

        List<string> union = [.. found.Concat(expected).Concat(foreign).Distinct(StringComparer.OrdinalIgnoreCase)];
        return new Patch(BodyOf(union), union);
    }

    /// <exception cref="JsonException">The list is there and is no list of texts: better no answer than an empty one.</exception>
    public static IReadOnlyList<string> ListOf(JsonObject policy) => policy["conditions"]?["clientApplications"]?["excludeServicePrincipals"] switch
    {
        null => [],
        JsonArray list when list.All(entry => entry?.GetValueKind() is JsonValueKind.String) => [.. list.Select(entry => entry!.GetValue<string>())],
        _ => throw new JsonException("excludeServicePrincipals is no list of ids"),
    };

    private static List<string> Next(IReadOnlyList<string> current, IReadOnlyCollection<string> wanted, IReadOnlyCollection<string> placed, IReadOnlyCollection<string> protectedIds)
    {
        var added = wanted.Except(protectedIds, StringComparer.OrdinalIgnoreCase).ToList();
        var gone = placed.Except(added, StringComparer.OrdinalIgnoreCase).Except(protectedIds, StringComparer.OrdinalIgnoreCase).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. current.Where(entry => !gone.Contains(entry)), .. added.Except(current, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
    }

    private static bool Same(IReadOnlyList<string> one, IReadOnlyList<string> other) => one.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(other);

    private static string BodyOf(IReadOnlyList<string> list) => new JsonObject
    {
        ["conditions"] = new JsonObject
        {
            ["clientApplications"] = new JsonObject { ["excludeServicePrincipals"] = new JsonArray([.. list.Select(entry => (JsonNode)entry)]) },
        },
    }.ToJsonString();

    private static string? UnknownIn(JsonObject policy)
    {
        foreach (var (path, names) in Known)
        {
            var place = path.Length == 0 ? policy : path.Split('.').Aggregate((JsonNode?)policy, (node, name) => node?[name]) as JsonObject;
            if (place?.Select(property => property.Key).FirstOrDefault(key => !key.Contains('@', StringComparison.Ordinal) && !names.Contains(key, StringComparer.Ordinal)) is { } unknown)
            {
                return path.Length == 0 ? unknown : $"{path}.{unknown}";
            }
        }

        return null;
    }
}
