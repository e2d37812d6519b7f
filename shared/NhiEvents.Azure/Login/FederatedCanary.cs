using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Login;

/// <summary>Signs in as an application of its own, without a secret: the app's managed identity vouches for it (a federated credential).</summary>
/// <remarks>
/// A managed identity itself would not do: the platform keeps its tokens for about a day, so that a row would come once a day. Each call makes a new credential, because one
/// that lives keeps its token as well.
/// </remarks>
/// <param name="identity">The app's managed identity, which the canary's application trusts.</param>
/// <param name="authority">Such as <c>https://login.microsoftonline.com</c>.</param>
/// <param name="scope">What a token is asked for; every application may ask for Microsoft Graph.</param>
/// <param name="transport">Another than the library's own; only for tests.</param>
public sealed partial class FederatedCanary(string tenantId, string clientId, TokenCredential identity, Uri authority, string scope, HttpPipelineTransport? transport = null) : ICanary
{
    private static readonly TokenRequestContext Exchange = new(["api://AzureADTokenExchange/.default"]);

    public async Task<CanaryAnswer> SignInAsync(CancellationToken ct)
    {
        var options = new ClientAssertionCredentialOptions { AuthorityHost = authority, DisableInstanceDiscovery = true };
        options.Retry.MaxRetries = 0;
        options.Transport = transport ?? options.Transport;
        try
        {
            await new ClientAssertionCredential(tenantId, clientId, async stop => (await identity.GetTokenAsync(Exchange, stop)).Token, options).GetTokenAsync(new TokenRequestContext([scope]), ct);
            return new CanaryAnswer(true);
        }
        catch (AuthenticationFailedException e)
        {
            return new CanaryAnswer(false, CodeOf(e));
        }
    }

    /// <summary>Only the number: the text names addresses and times.</summary>
    private static string CodeOf(AuthenticationFailedException e)
    {
        for (Exception? one = e; one is not null; one = one.InnerException)
        {
            if (Code().Match(one.Message) is { Success: true } code)
            {
                return string.Create(CultureInfo.InvariantCulture, $"AADSTS{code.Groups[1].ValueSpan}");
            }
        }

        return "no answer";
    }

    [GeneratedRegex("AADSTS([0-9]{4,9})")]
    private static partial Regex Code();
}
