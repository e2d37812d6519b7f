using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Records;

namespace NhiEvents.Core.Response;

/// <summary>Who answers for an identity: owners of the application, the registry, a tag of the registry, an attribute in the directory, else the default queue.</summary>
public sealed class OwnerResolution(ReactionRepository reactions, IDirectory directory, IOptions<ResponseOptions> options)
{
    private const string Tag = "owner:";

    internal async Task<FoundOwner> FindAsync(string tenantId, Finding finding, CancellationToken ct)
    {
        var known = await reactions.FactsOfAsync(tenantId, finding.Identity.Id, ct);
        var (ofDirectory, answered) = await OfDirectoryAsync(finding.Identity, ct);
        var owner = ofDirectory
            ?? known.RegistryOwner
            ?? (finding.Owner is "unknown" or "" ? null : finding.Owner)
            ?? known.Tags.FirstOrDefault(tag => tag.StartsWith(Tag, StringComparison.OrdinalIgnoreCase))?[Tag.Length..].Trim();
        return owner is { Length: > 0 }
            ? new FoundOwner(owner, IsMissing: false)
            : new FoundOwner(options.Value.DefaultQueue, IsMissing: answered || await reactions.HasRegistryAsync(tenantId, ct));
    }

    /// <summary>A directory that does not answer leaves an owner unknown; it never holds up a ticket.</summary>
    private async Task<(string? Owner, bool Answered)> OfDirectoryAsync(IdentityRef identity, CancellationToken ct)
    {
        if (identity.Kind is not (IdentityKind.ServicePrincipal or IdentityKind.AgentIdentity))
        {
            return (null, false);
        }

        try
        {
            foreach (var id in await directory.ListOwnersAsync(identity.Id, ct))
            {
                if (await directory.FindUserAsync(id, ct) is { Enabled: true } owner)
                {
                    return (owner.DisplayName, true);
                }
            }

            var principal = await directory.FindServicePrincipalAsync(identity.Id, ct);
            return (principal?.Attributes.FirstOrDefault(attribute => attribute.Key.EndsWith(".Owner", StringComparison.OrdinalIgnoreCase)).Value, true);
        }
        catch (EntraException)
        {
            return (null, false);
        }
    }
}

/// <summary>Who is told of a finding.</summary>
/// <param name="IsMissing">Nobody is known, where somebody should be: a directory or a registry was asked. Where there is neither, nothing is known, and nothing is missing.</param>
internal sealed record FoundOwner(string Owner, bool IsMissing);
