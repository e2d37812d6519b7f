using System.Collections.Concurrent;
using Azure.Core;
using Azure.Identity;

namespace NhiEvents.Hosting;

/// <summary>One credential per identity, so that services share its tokens.</summary>
internal sealed class AzureCredentials
{
    private readonly ConcurrentDictionary<string, TokenCredential> _credentials = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="clientId">A user-assigned identity; null or empty is the environment's own (the app's system-assigned identity, or a developer's sign-in).</param>
    public TokenCredential For(string? clientId) => _credentials.GetOrAdd(clientId ?? "", Create);

    private static TokenCredential Create(string clientId) =>
        clientId.Length == 0
            ? new DefaultAzureCredential(includeInteractiveCredentials: false)
            : new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId));
}
