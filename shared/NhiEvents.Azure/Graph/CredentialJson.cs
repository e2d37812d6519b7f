using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Graph;

/// <summary>Credentials of an application, as Graph writes them.</summary>
internal static class CredentialJson
{
    /// <exception cref="JsonException">A list is missing, which must not look like an empty one.</exception>
    public static IReadOnlyList<ApplicationCredential> All(JsonElement application) =>
    [
        .. application.Needed("passwordCredentials", JsonValueKind.Array).EnumerateArray().Select(Password),
        .. application.Needed("keyCredentials", JsonValueKind.Array).EnumerateArray().Select(Certificate),
    ];

    /// <summary>Of a service principal. A SAML certificate is up to three entries with one identifier: the key that signs, its public part, and the password of the key.</summary>
    /// <exception cref="JsonException">A list is missing, which must not look like an empty one.</exception>
    public static IReadOnlyList<ApplicationCredential> OfPrincipal(JsonElement principal)
    {
        var keys = principal.Needed("keyCredentials", JsonValueKind.Array).EnumerateArray().ToList();
        var signing = keys.Where(key => key.Text("usage") is "Sign").Select(key => key.Text("customKeyIdentifier")).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return
        [
            .. principal.Needed("passwordCredentials", JsonValueKind.Array).EnumerateArray().Select(one => Marked(one, Password(one))),
            .. keys.Select(one => Marked(one, Certificate(one))),
        ];

        ApplicationCredential Marked(JsonElement json, ApplicationCredential credential) => json.Text("customKeyIdentifier") is { } identifier && signing.Contains(identifier)
            ? credential with { Kind = ApplicationCredentialKind.SamlSigning, Thumbprint = Thumbprint(identifier) }
            : credential;
    }

    public static ApplicationCredential Password(JsonElement password) => new(
        password.Needed("keyId"), ApplicationCredentialKind.Password, password.Text("displayName"), Starts(password), Ends(password), password.Text("hint"), Thumbprint: null);

    public static ApplicationCredential Certificate(JsonElement key) => new(
        key.Needed("keyId"), ApplicationCredentialKind.Certificate, key.Text("displayName"), Starts(key), Ends(key), Hint: null, Thumbprint(key.Text("customKeyIdentifier")));

    /// <param name="keyId">Our own, so that it is the same if this is done again.</param>
    public static JsonObject New(CertificateRequest request, string keyId) => new()
    {
        ["type"] = "AsymmetricX509Cert",
        ["usage"] = "Verify",
        ["keyId"] = keyId,
        ["displayName"] = request.DisplayName,
        ["startDateTime"] = request.StartsAt.UtcDateTime,
        ["endDateTime"] = request.EndsAt.UtcDateTime,
        ["customKeyIdentifier"] = Convert.ToBase64String(Convert.FromHexString(request.Thumbprint)),
        ["key"] = Convert.ToBase64String(request.PublicKey.Span),
    };

    /// <remarks>A credential without a start counts from the beginning; one without an end never ends.</remarks>
    private static DateTimeOffset Starts(JsonElement credential) => credential.Time("startDateTime") ?? DateTimeOffset.UnixEpoch;

    private static DateTimeOffset Ends(JsonElement credential) => credential.Time("endDateTime") ?? DateTimeOffset.MaxValue;

    /// <summary>Hexadecimal. Graph gives the identifier in three ways: as such, as Base64 of the bytes, and as Base64 of the hexadecimal text.</summary>
    private static string? Thumbprint(string? identifier)
    {
        if (identifier is null || IsThumbprint(identifier))
        {
            return identifier?.ToUpperInvariant();
        }

        var bytes = new byte[identifier.Length];
        if (!Convert.TryFromBase64String(identifier, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.ASCII.GetString(bytes, 0, length);
        return IsThumbprint(text) ? text.ToUpperInvariant() : Convert.ToHexString(bytes, 0, length);
    }

    /// <summary>SHA-1 or SHA-256 in hexadecimal.</summary>
    private static bool IsThumbprint(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigit);
}
