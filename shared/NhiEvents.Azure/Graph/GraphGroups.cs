using System.Runtime.CompilerServices;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Graph;

/// <summary>Groups and their members: what both the directory and the exclusions read.</summary>
internal sealed class GraphGroups(RestApi graph)
{
    private const string Permission = "GroupMember.Read.All";

    /// <summary>Stands for a restricted unit whose id we may not read.</summary>
    public const string UnknownUnit = "unknown";

    public async Task<DirectoryGroup?> FindAsync(string id, CancellationToken ct)
    {
        var request = Get($"v1.0/groups/{ApiRequest.Segment(id)}?$select={DirectoryJson.GroupFields}");
        var found = await graph.FindAsync(request, group => new Found(DirectoryJson.Group(group, null), group.Flag("isManagementRestricted") ?? false), ct);
        return found is null ? null : await WithUnitAsync(found, ct);
    }

    public async IAsyncEnumerable<DirectoryGroup> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var request = Get($"v1.0/groups?$select={DirectoryJson.GroupFields}&$top=999");
        await foreach (var found in graph.ListAsync(request, group => new Found(DirectoryJson.Group(group, null), group.Flag("isManagementRestricted") ?? false), ct))
        {
            yield return await WithUnitAsync(found, ct);
        }
    }

    /// <summary>In the beta version: v1.0 has left out service principals for years, while they were being added to it in stages.</summary>
    public IAsyncEnumerable<DirectoryMember> MembersAsync(string groupId, bool transitive, CancellationToken ct) =>
        graph.ListAsync(Get($"beta/groups/{ApiRequest.Segment(groupId)}/{(transitive ? "transitiveMembers" : "members")}?$select=id&$top=999"), DirectoryJson.Member, ct);

    /// <summary>Which restricted unit holds the group. One more request, but few groups are restricted.</summary>
    private async Task<DirectoryGroup> WithUnitAsync(Found found, CancellationToken ct)
    {
        if (!found.Restricted)
        {
            return found.Group;
        }

        var request = ApiRequest.Get($"v1.0/groups/{ApiRequest.Segment(found.Group.Id)}/memberOf/microsoft.graph.administrativeUnit?$select=id,isMemberManagementRestricted&$count=true", ApiFamily.Directory, "AdministrativeUnit.Read.All") with { Eventual = true };
        try
        {
            await foreach (var unit in graph.ListAsync(request, unit => (Id: unit.Needed("id"), Restricted: unit.Flag("isMemberManagementRestricted") ?? true), ct))
            {
                if (unit.Restricted)
                {
                    return found.Group with { AdministrativeUnitId = unit.Id };
                }
            }
        }
        catch (EntraException e) when (e.Fault is EntraFault.Forbidden)
        {
            // That it is restricted is known all the same.
        }

        return found.Group with { AdministrativeUnitId = UnknownUnit };
    }

    private static ApiRequest Get(string address) => ApiRequest.Get(address, ApiFamily.Directory, Permission);

    private sealed record Found(DirectoryGroup Group, bool Restricted);
}
