using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Records;

namespace NhiEvents.Core.Response;

/// <summary>Who answers for an identity: owners of the application, the registry, a tag of the registry, an attribute in the directory, else the default queue.</summary>
public sealed class OwnerResolution(IDirectory directory, IOptions<ResponseOptions> options)
{
    private const string Tag = "owner:";

    /// <returns>The name, and whether it was found at all.</returns>
    internal async Task<(string Owner, bool Known)> FindAsync(Finding finding, IdentityRow known, CancellationToken ct)
    {
        var owner = await OfDirectoryAsync(finding.Identity, ct)
            ?? known.RegistryOwner
            ?? (finding.Owner is "unknown" or "" ? null : finding.Owner)
            ?? known.Tags.FirstOrDefault(tag => tag.StartsWith(Tag, StringComparison.OrdinalIgnoreCase))?[Tag.Length..].Trim();
        return owner is { Length: > 0 } ? (owner, true) : (options.Value.DefaultQueue, false);
    }

    /// <summary>A directory that does not answer leaves an owner unknown; it never holds up a ticket.</summary>
    private async Task<string?> OfDirectoryAsync(IdentityRef identity, CancellationToken ct)
    {
        if (identity.Kind is not (IdentityKind.ServicePrincipal or IdentityKind.AgentIdentity))
        {
            return null;
        }

        try
        {
            foreach (var id in await directory.ListOwnersAsync(identity.Id, ct))
            {
                if (await directory.FindUserAsync(id, ct) is { Enabled: true } owner)
                {
                    return owner.DisplayName;
                }
            }

            return (await directory.FindServicePrincipalAsync(identity.Id, ct))?.Attributes.FirstOrDefault(attribute => attribute.Key.EndsWith(".Owner", StringComparison.OrdinalIgnoreCase)).Value;
        }
        catch (EntraException)
        {
            return null;
        }
    }
}
