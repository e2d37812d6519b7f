using Microsoft.Extensions.Options;
using NhiEvents.Core.Exceptions.Writing;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>Reads every way out of the tenant's policies that its policies, groups, attributes and settings show.</summary>
/// <remarks>All or nothing: what cannot be read throws.</remarks>
public sealed class WayOutReader(PolicyReads reads, NeverIncludedReader neverIncluded, IOptions<ExemptionOptions> options)
{
    internal async Task<IReadOnlyList<WayOut>> ReadAsync(string tenantId, CancellationToken ct)
    {
        var policies = await reads.PoliciesAsync(ct);
        var ways = new List<WayOut>(TenantWays.Of(await reads.SettingsAsync(ct), policies));
        ways.AddRange(await neverIncluded.ReadAsync(tenantId, policies, ct));
        foreach (var policy in policies)
        {
            foreach (var (kind, subject) in PolicyWays.Of(policy))
            {
                switch (kind)
                {
                    case WayOutKind.Group:
                        ways.AddRange(await ReadGroupAsync(policy.Id, subject, ct));
                        break;
                    case WayOutKind.ServicePrincipalFilter when FilterTag.Read(subject) is { } tag:
                        ways.AddRange(await ReadTaggedAsync(policy.Id, subject, tag, ct));
                        break;
                    default:
                        ways.Add(new WayOut(policy.Id, kind, subject, kind is WayOutKind.User or WayOutKind.ServicePrincipal ? [subject] : [], null, null) { Containers = [policy.Id] });
                        break;
                }
            }
        }

        return [.. ways.Select(way => way with { ByHand = !ManagedWay.Is(way, options.Value) })];
    }

    /// <summary>A group that is empty, or gone, lets nobody out.</summary>
    private async Task<IEnumerable<WayOut>> ReadGroupAsync(string policyId, string groupId, CancellationToken ct)
    {
        if (await reads.GroupAsync(groupId, ct) is not { } group)
        {
            return [];
        }

        var nested = group.Users.Except(group.Direct, StringComparer.OrdinalIgnoreCase).ToList();
        IEnumerable<WayOut> ways =
        [
            new(policyId, group.Dynamic ? WayOutKind.DynamicGroup : WayOutKind.Group, groupId, [.. group.Direct], null, null) { Containers = [groupId] },
            new(policyId, WayOutKind.NestedGroup, groupId, nested, null, null) { Containers = [.. group.Groups, groupId] },
        ];
        return ways.Where(way => way.Identities.Count > 0);
    }

    private async Task<IEnumerable<WayOut>> ReadTaggedAsync(string policyId, string rule, FilterTag tag, CancellationToken ct)
    {
        List<string> tagged = [.. (await reads.PrincipalsAsync(ct)).Where(principal => principal.Attributes.GetValueOrDefault(tag.Key) == tag.Value).Select(principal => principal.Id)];
        return tagged.Count == 0 ? [] : [new WayOut(policyId, WayOutKind.ServicePrincipalFilter, rule, tagged, null, null) { Containers = [policyId, tag.Key] }];
    }
}

/// <summary>A filter rule of the simplest form: one attribute has one value.</summary>
/// <param name="Key"><c>Set.Name</c>.</param>
internal sealed record FilterTag(string Key, string Value)
{
    private const string Start = "CustomSecurityAttribute.";

    /// <summary>Null for any other rule: who it lets out cannot be told.</summary>
    public static FilterTag? Read(string rule)
    {
        var parts = rule.Trim().Split(" -eq ", 2, StringSplitOptions.TrimEntries);
        return parts is [var name, ['"', .. var value, '"']] && name.StartsWith(Start, StringComparison.Ordinal) && !value.Contains('"', StringComparison.Ordinal) && name[Start.Length..].Split('_', 2) is [var set, var attribute]
            ? new FilterTag($"{set}.{attribute}", value)
            : null;
    }
}
