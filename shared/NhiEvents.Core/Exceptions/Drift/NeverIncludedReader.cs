using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Exceptions.Writing;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>Finds accounts of automation that get out of every policy because none was ever made for them: no enforced policy that asks for a second factor includes them.</summary>
/// <remarks>
/// Looked for only in tenants that have such policies and none for all users; who is included somewhere and excluded there is found by the exclusion. Service principals are left
/// out: their policies take a licence of their own, and never ask for a second factor.
/// </remarks>
public sealed class NeverIncludedReader(PolicyReads reads, ExemptionRepository exemptions, IDirectory directory)
{
    private const string Guests = "GuestsOrExternalUsers";

    /// <summary>Groups whose members are asked: who is taken out of one may be asked by no policy any more.</summary>
    internal static IEnumerable<string> GroupsOf(IEnumerable<PolicyText> policies) => policies.Where(policy => policy.AsksSecondFactor).SelectMany(policy => policy.Strings("conditions", "users", "includeGroups"));

    internal async Task<IReadOnlyList<WayOut>> ReadAsync(string tenantId, IReadOnlyList<PolicyText> policies, CancellationToken ct)
    {
        List<PolicyText> asking = [.. policies.Where(policy => policy.AsksSecondFactor)];
        var named = Included(asking, "includeUsers");
        if (asking.Count == 0 || named.Contains("All"))
        {
            return [];
        }

        List<string> groups = [.. GroupsOf(asking).Distinct(StringComparer.OrdinalIgnoreCase)];
        foreach (var group in groups)
        {
            named.UnionWith((await reads.GroupAsync(group, ct))?.Users ?? []);
        }

        var roles = Included(asking, "includeRoles");
        var guestsToo = named.Contains(Guests) || asking.Exists(policy => policy.Has("conditions", "users", "includeGuestsOrExternalUsers"));
        var never = new List<string>();
        await foreach (var account in exemptions.ReadAccountsAsync(tenantId, ct))
        {
            if (!named.Contains(account) && await IsNeverAskedAsync(account, roles, guestsToo, ct))
            {
                never.Add(account);
            }
        }

        return never.Count == 0 ? [] : [new WayOut(WayOut.WholeTenant, WayOutKind.NeverIncluded, "second factor", never, null, null) { Containers = groups }];
    }

    private async Task<bool> IsNeverAskedAsync(string account, HashSet<string> roles, bool guestsToo, CancellationToken ct) =>
        await directory.FindUserAsync(account, ct) is { } user
        && !(guestsToo && user.Guest)
        && !(roles.Count > 0 && (await directory.ListRoleAssignmentsAsync(account, ct)).Any(assignment => roles.Contains(assignment.RoleId)));

    private static HashSet<string> Included(IEnumerable<PolicyText> policies, string list) => policies.SelectMany(policy => policy.Strings("conditions", "users", list)).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
