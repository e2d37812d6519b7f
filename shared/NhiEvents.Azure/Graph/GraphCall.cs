using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Azure.Core;

namespace NhiEvents.Azure.Graph;

/// <summary>The one call to Microsoft Graph or Azure Resource Manager: adds a token of this identity and sends. The credential keeps and renews its tokens.</summary>
/// <remarks>
/// An answer 401 that carries claims means that the token was revoked before its end (continuous access evaluation): the request was refused unread, so it is sent
/// again, once, with a token that meets the claims. Nothing else is ever repeated here.
/// </remarks>
public sealed class GraphCall(HttpClient client, TokenCredential credential, Uri endpoint)
{
    private readonly string[] _scopes = [new Uri(endpoint, ".default").ToString()];

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var response = await SendAsync(request, claims: null, ct);
        if (response.StatusCode is not HttpStatusCode.Unauthorized || ClaimsOf(response) is not { } claims)
        {
            return response;
        }

        response.Dispose();
        using var again = Copy(request);
        return await SendAsync(again, claims, ct);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? claims, CancellationToken ct)
    {
        var token = await credential.GetTokenAsync(new TokenRequestContext(_scopes, claims: claims, isCaeEnabled: true), ct);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        return await client.SendAsync(request, ct);
    }

    private static HttpRequestMessage Copy(HttpRequestMessage request)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content };
        foreach (var header in request.Headers)
        {
            copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return copy;
    }

    /// <summary>The decoded claims of <c>Bearer …, error="insufficient_claims", claims="…"</c>.</summary>
    private static string? ClaimsOf(HttpResponseMessage response)
    {
        foreach (var part in response.Headers.WwwAuthenticate.Where(challenge => challenge.Scheme == "Bearer").SelectMany(challenge => (challenge.Parameter ?? "").Split(',')))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at > 0 && part[..at].Trim() == "claims")
            {
                return Decoded(part[(at + 1)..].Trim().Trim('"'));
            }
        }

        return null;
    }

    /// <summary>Base64 with either alphabet; null when it is none.</summary>
    private static string? Decoded(string text)
    {
        var safe = text.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return Base64Url.IsValid(safe) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(safe)) : null;
    }
}
