using System.Net.Http.Headers;
using Azure.Core;

namespace NhiEvents.Azure.Graph;

/// <summary>The one call to Microsoft Graph: adds a token of this identity and sends. The credential keeps and renews its tokens.</summary>
public sealed class GraphCall(HttpClient client, TokenCredential credential, Uri endpoint)
{
    private readonly TokenRequestContext _scope = new([new Uri(endpoint, ".default").ToString()]);

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var token = await credential.GetTokenAsync(_scope, ct);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        return await client.SendAsync(request, ct);
    }
}
