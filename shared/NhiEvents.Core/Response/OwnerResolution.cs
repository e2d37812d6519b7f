using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Records;

namespace NhiEvents.Core.Response;

/// <summary>
/// Who answers for an identity: owners of the application, the registry, a tag of the registry, an attribute in the directory, an owner of the resource group that it belongs to, the team whose
/// group it is in, else the default queue.
/// </summary>
public sealed class OwnerResolution(ReactionRepository reactions, IDirectory directory, IContainment azure, IOptions<ResponseOptions> options)
{
    private const string Tag = "owner:";

    private const string ResourceGroups = "/resourcegroups/";

    internal async Task<FoundOwner> FindAsync(string tenantId, Finding finding, CancellationToken ct)
    {
        var known = await reactions.FactsOfAsync(tenantId, finding.Identity.Id, ct);
        var asked = new Asked();
        var owner = await UnlessSilentAsync(() => OwnerOfApplicationAsync(finding.Identity, asked, ct))
            ?? known.RegistryOwner
            ?? (finding.Owner is "unknown" or "" ? null : finding.Owner)
            ?? known.Tags.FirstOrDefault(tag => tag.StartsWith(Tag, StringComparison.OrdinalIgnoreCase))?[Tag.Length..].Trim()
            ?? asked.Principal?.Attributes.FirstOrDefault(attribute => attribute.Key.EndsWith(".Owner", StringComparison.OrdinalIgnoreCase)).Value
            ?? await UnlessSilentAsync(() => OwnerOfResourceGroupAsync(asked.Principal?.AzureResourceId, ct))
            ?? await UnlessSilentAsync(() => TeamAsync(finding.Identity.Id, asked, ct));
        return owner is { Length: > 0 }
            ? new FoundOwner(owner, IsMissing: false)
            : new FoundOwner(options.Value.DefaultQueue, IsMissing: asked.Answered || await reactions.HasRegistryAsync(tenantId, ct));
    }

    private async Task<string?> OwnerOfApplicationAsync(IdentityRef identity, Asked asked, CancellationToken ct)
    {
        if (identity.Kind is not (IdentityKind.ServicePrincipal or IdentityKind.AgentIdentity or IdentityKind.ManagedIdentity))
        {
            return null;
        }

        asked.Principal = await directory.FindServicePrincipalAsync(identity.Id, ct);
        asked.Answered = true;
        return await FirstPersonAsync(await directory.ListOwnersAsync(identity.Id, ct), ct);
    }

    /// <summary>A managed identity belongs to a resource, and that to a group.</summary>
    private async Task<string?> OwnerOfResourceGroupAsync(string? resourceId, CancellationToken ct)
    {
        if (resourceId?.IndexOf(ResourceGroups, StringComparison.OrdinalIgnoreCase) is not (> 0 and var at))
        {
            return null;
        }

        var end = resourceId.IndexOf('/', at + ResourceGroups.Length);
        return await FirstPersonAsync(await azure.ListResourceGroupOwnersAsync(end < 0 ? resourceId : resourceId[..end], ct), ct);
    }

    /// <summary>Best of all: a team answers, whoever is in it.</summary>
    private async Task<string?> TeamAsync(string identityId, Asked asked, CancellationToken ct)
    {
        if (options.Value.OwnerGroups.Count == 0)
        {
            return null;
        }

        var member = await directory.ListGroupsOfAsync(identityId, ct);
        asked.Answered = true;
        var group = options.Value.OwnerGroups.FirstOrDefault(id => member.Contains(id, StringComparer.OrdinalIgnoreCase));
        return group is null ? null : (await directory.FindGroupAsync(group, ct))?.DisplayName;
    }

    private async Task<string?> FirstPersonAsync(IReadOnlyList<string> ids, CancellationToken ct)
    {
        foreach (var id in ids)
        {
            if (await directory.FindUserAsync(id, ct) is { Enabled: true } owner)
            {
                return owner.DisplayName;
            }
        }

        return null;
    }

    /// <summary>A directory that does not answer leaves an owner unknown; it never holds up a ticket.</summary>
    private static async Task<string?> UnlessSilentAsync(Func<Task<string?>> ask)
    {
        try
        {
            return await ask();
        }
        catch (EntraException)
        {
            return null;
        }
    }

    /// <summary>What the directory said.</summary>
    private sealed class Asked
    {
        public bool Answered { get; set; }

        public DirectoryServicePrincipal? Principal { get; set; }
    }
}

/// <summary>Who is told of a finding.</summary>
/// <param name="IsMissing">Nobody is known, where somebody should be: a directory or a registry was asked. Where there is neither, nothing is known, and nothing is missing.</param>
internal sealed record FoundOwner(string Owner, bool IsMissing);
