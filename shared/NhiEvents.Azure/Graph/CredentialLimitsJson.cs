using System.Text.Json;
using System.Xml;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Graph;

/// <summary>What app management policies allow. A restriction of the application's own policy replaces the same one of the tenant's default; the rest of the default stays.</summary>
internal static class CredentialLimitsJson
{
    /// <param name="own">The policies assigned to the application.</param>
    /// <param name="tenant">The tenant's default.</param>
    /// <param name="createdAt">A restriction can spare applications that are older than a date.</param>
    public static CredentialLimits Limits(IReadOnlyList<JsonElement> own, JsonElement tenant, DateTimeOffset createdAt)
    {
        var restrictions = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        Add(restrictions, tenant, "applicationRestrictions");
        foreach (var policy in own)
        {
            Add(restrictions, policy, "restrictions");
        }

        bool Holds(string type, out JsonElement restriction) =>
            restrictions.TryGetValue(type, out restriction) && restriction.Text("state") != "disabled" && !(restriction.Time("restrictForAppsCreatedAfterDateTime") > createdAt);

        TimeSpan? Life(string type) => Holds(type, out var restriction) && restriction.Text("maxLifetime") is { } life ? Duration(life) : null;

        return new CredentialLimits(!Holds("passwordCredentials.passwordAddition", out _), Life("passwordCredentials.passwordLifetime"), Life("keyCredentials.asymmetricKeyLifetime"));
    }

    private static void Add(Dictionary<string, JsonElement> restrictions, JsonElement policy, string member)
    {
        if (policy.Flag("isEnabled") is not true || policy.Member(member) is not { } found)
        {
            return;
        }

        foreach (var list in new[] { "passwordCredentials", "keyCredentials" })
        {
            foreach (var restriction in found.Items(list).Where(one => one.Text("restrictionType") is not null))
            {
                restrictions[$"{list}.{restriction.Text("restrictionType")}"] = restriction;
            }
        }
    }

    /// <exception cref="JsonException">No ISO 8601 duration: a limit that cannot be read must not become none.</exception>
    private static TimeSpan Duration(string text)
    {
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (FormatException)
        {
            throw new JsonException("A longest lifetime is no duration.");
        }
    }
}
