using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Login;

/// <summary>Asks Entra's token endpoint for a token for Microsoft Graph.</summary>
/// <param name="endpoint">Such as <c>https://login.microsoftonline.com</c>.</param>
/// <param name="scope">Such as <c>https://graph.microsoft.com/.default</c>: every application may ask for it.</param>
public sealed class LoginTokenTest(HttpClient client, Uri endpoint, string scope, TimeProvider time) : ITokenTest
{
    /// <summary>AADSTS numbers that say that the credential itself is refused: wrong, ended, or unknown.</summary>
    private static readonly int[] RefusedCodes = [7000215, 7000216, 7000218, 7000222, 700016, 700023, 700024, 700027];

    /// <summary>Numbers of refusals that come after the credential was accepted, such as a policy that blocks this place.</summary>
    private static readonly int[] AcceptedThenRefusedCodes = [53003, 530003, 530036, 50105, 7000112];

    private static readonly TimeSpan AssertionLife = TimeSpan.FromMinutes(5);

    public async Task<TokenAnswer> AcquireAsync(string tenantId, string appId, ClientProof proof, CancellationToken ct)
    {
        var address = new Uri(endpoint, $"{Uri.EscapeDataString(tenantId)}/oauth2/v2.0/token");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(Form(appId, proof, address)) };
        try
        {
            using var response = await client.SendAsync(request, ct);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => new TokenAnswer(TestOutcome.Accepted),
                HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Read(await response.Content.ReadAsByteArrayAsync(ct)),
                _ => new TokenAnswer(TestOutcome.Unknown),
            };
        }
        catch (HttpRequestException)
        {
            return new TokenAnswer(TestOutcome.Unknown);
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            return new TokenAnswer(TestOutcome.Unknown); // the client's own timeout
        }
    }

    private Dictionary<string, string> Form(string appId, ClientProof proof, Uri address)
    {
        var form = new Dictionary<string, string> { ["client_id"] = appId, ["scope"] = scope, ["grant_type"] = "client_credentials" };
        switch (proof)
        {
            case ClientProof.Secret secret:
                form["client_secret"] = secret.Text.Reveal();
                break;
            case ClientProof.Certificate certificate:
                form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                form["client_assertion"] = Assertion(appId, certificate.Pkcs12, address);
                break;
        }

        return form;
    }

    /// <summary>A JWT that the certificate's key signs.</summary>
    private string Assertion(string appId, SecretValue pkcs12, Uri address)
    {
        using var certificate = X509CertificateLoader.LoadPkcs12(Convert.FromBase64String(pkcs12.Reveal()), null);
        using var key = certificate.GetRSAPrivateKey() ?? throw new VaultException(VaultFault.Invalid, "The vault holds a certificate without an RSA key.");
        var now = time.GetUtcNow();
        var signed = $"{Part(json =>
        {
            json.WriteString("alg", "PS256");
            json.WriteString("typ", "JWT");
            json.WriteString("x5t#S256", Base64Url(certificate.GetCertHash(HashAlgorithmName.SHA256)));
        })}.{Part(json =>
        {
            json.WriteString("aud", address.ToString());
            json.WriteString("iss", appId);
            json.WriteString("sub", appId);
            json.WriteString("jti", MessageIds.From(certificate.Thumbprint, now.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            json.WriteNumber("nbf", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", (now + AssertionLife).ToUnixTimeSeconds());
        })}";
        return $"{signed}.{Base64Url(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pss))}";
    }

    /// <summary>Only the number: the text names addresses and times.</summary>
    private static TokenAnswer Read(byte[] body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            if (answer.RootElement.TryGetProperty("error_codes", out var codes) && codes.ValueKind is JsonValueKind.Array && codes.GetArrayLength() > 0 && codes[0].TryGetInt32(out var code))
            {
                return new TokenAnswer(RefusedCodes.Contains(code) ? TestOutcome.Refused : AcceptedThenRefusedCodes.Contains(code) ? TestOutcome.RefusedOtherwise : TestOutcome.Unknown, code);
            }

            return new TokenAnswer(answer.RootElement.TryGetProperty("error", out var error) && error.ValueEquals("invalid_client") ? TestOutcome.Refused : TestOutcome.Unknown);
        }
        catch (Exception unusual) when (unusual is JsonException or InvalidOperationException)
        {
            return new TokenAnswer(TestOutcome.Unknown);
        }
    }

    private static string Part(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Base64Url(stream.ToArray());
    }

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
