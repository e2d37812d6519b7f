using Azure.Core;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>Hands out one token, and remembers what it was asked for.</summary>
internal sealed class StandInCredential(string token = "token-1") : TokenCredential
{
    public List<string> Scopes { get; } = [];

    public List<string?> Claims { get; } = [];

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Scopes.AddRange(requestContext.Scopes);
        Claims.Add(requestContext.Claims);
        return new AccessToken(token, DateTimeOffset.MaxValue);
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
}
