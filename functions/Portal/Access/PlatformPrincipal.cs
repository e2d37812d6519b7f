using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using NhiEvents.Core.Portal.Access;

namespace NhiEvents.Functions.Portal.Access;

/// <summary>The person whom App Service's sign-in names in <c>X-MS-CLIENT-PRINCIPAL</c>.</summary>
/// <remarks>App Service removes the header from what callers send, but only where its sign-in is switched on: elsewhere anybody could write it, so it is not read.</remarks>
internal static class PlatformPrincipal
{
    private const string Header = "X-MS-CLIENT-PRINCIPAL";

    /// <summary>App Service sets it where its sign-in is on.</summary>
    private const string SwitchedOn = "WEBSITE_AUTH_ENABLED";

    private const int MaxHeader = 64 * 1024;

    /// <summary>What applications may be: they read, a person decides.</summary>
    private static readonly PortalRole[] OfApplications = [PortalRole.Reader, PortalRole.Auditor];

    public static bool IsTrusted(IConfiguration configuration) => string.Equals(configuration[SwitchedOn], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null when the header is missing, is not what App Service writes, or names nobody.</summary>
    public static PortalPerson? Of(HttpRequest request)
    {
        if (request.Headers[Header] is not [{ Length: > 0 and <= MaxHeader } header] || Read(header) is not { } principal)
        {
            return null;
        }

        var claims = principal.Claims.ToLookup(claim => claim.Type, claim => claim.Value, StringComparer.OrdinalIgnoreCase);
        if (First(claims, "http://schemas.microsoft.com/identity/claims/objectidentifier", "oid") is not { } id)
        {
            return null;
        }

        var isApplication = First(claims, "idtyp") == "app";
        var held = RoleGrant.Of(claims[principal.RoleType ?? "roles"].Concat(claims["roles"])).Where(grant => !isApplication || OfApplications.Contains(grant.Role)).ToList();

        var name = First(claims, "name", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name") ?? id;
        string?[] names =
        [
            id, name, First(claims, "preferred_username"), First(claims, "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn", "upn"),
            First(claims, "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "email"),
        ];
        return RoleGrant.PersonOf(id, name, held, names.OfType<string>());
    }

    private static string? First(ILookup<string, string> claims, params ReadOnlySpan<string> types)
    {
        foreach (var type in types)
        {
            if (claims[type].FirstOrDefault() is { Length: > 0 } value)
            {
                return value;
            }
        }

        return null;
    }

    private static ClientPrincipal? Read(string header)
    {
        try
        {
            return JsonSerializer.Deserialize(Convert.FromBase64String(header), PrincipalJson.Default.ClientPrincipal);
        }
        catch (Exception fault) when (fault is FormatException or JsonException)
        {
            return null;
        }
    }
}

internal sealed record ClientPrincipal([property: JsonPropertyName("claims")] IReadOnlyList<ClientClaim> Claims)
{
    [JsonPropertyName("role_typ")]
    public string? RoleType { get; init; }
}

internal sealed record ClientClaim([property: JsonPropertyName("typ")] string Type, [property: JsonPropertyName("val")] string Value);

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ClientPrincipal))]
internal sealed partial class PrincipalJson : JsonSerializerContext;
