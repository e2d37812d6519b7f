using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Ports;

/// <summary>Graph's PATCH: objects are merged member by member, everything else is replaced, lists as a whole.</summary>
internal static class PolicyPatch
{
    private static readonly string[] Users = ["includeUsers", "excludeUsers"];
    private static readonly string[] Groups = ["includeGroups", "excludeGroups"];
    private static readonly string[] Roles = ["includeRoles", "excludeRoles"];
    private static readonly string[] Principals = ["includeServicePrincipals", "excludeServicePrincipals"];

    /// <exception cref="EntraException">Invalid: not JSON, not an object, or it names an id that does not exist.</exception>
    public static string Apply(string json, ReadOnlyMemory<byte> patch, ObjectStore objects)
    {
        try
        {
            var policy = JsonNode.Parse(json)!.AsObject();
            Merge(policy, JsonNode.Parse(patch.Span)?.AsObject() ?? throw Invalid("The body is no object."));
            CheckIds(policy["conditions"] as JsonObject, objects);
            return policy.ToJsonString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Invalid("The body cannot be read: " + e.Message);
        }
    }

    private static void Merge(JsonObject into, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is JsonObject inner && into[name] is JsonObject existing)
            {
                Merge(existing, inner);
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }
    }

    private static void CheckIds(JsonObject? conditions, ObjectStore objects)
    {
        Check(conditions?["users"], Users, id => id is "All" or "None" or "GuestsOrExternalUsers" || objects.Users.GetValueOrDefault(id) is { DeletedAt: null });
        Check(conditions?["users"], Groups, objects.Groups.ContainsKey);
        Check(conditions?["users"], Roles, objects.Roles.ContainsKey);
        Check(conditions?["clientApplications"], Principals, id => id is "None" or "ServicePrincipalsInMyTenant" || objects.ServicePrincipals.ContainsKey(id));
    }

    private static void Check(JsonNode? parent, string[] lists, Func<string, bool> exists)
    {
        foreach (var list in lists)
        {
            foreach (var id in (parent as JsonObject)?[list] as JsonArray ?? [])
            {
                if (id is null || !exists(id.GetValue<string>()))
                {
                    throw Invalid($"{list}: '{id}' does not exist in the directory.");
                }
            }
        }
    }

    private static EntraException Invalid(string message) => new(EntraFault.Invalid, message);
}
