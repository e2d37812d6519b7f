using NhiEvents.Core.Portal.Access;

namespace NhiEvents.Functions.Portal.Access;

/// <summary>A role as it is written where it is given out: <c>Operator</c>, or <c>Operator:payments</c> for the identities with the tag <c>payments</c> only.</summary>
internal sealed record RoleGrant(PortalRole Role, string? Tag)
{
    /// <summary>What is no role gives none.</summary>
    public static IEnumerable<RoleGrant> Of(IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            var at = value.IndexOf(':', StringComparison.Ordinal);
            var (name, tag) = at < 0 ? (value, null) : (value[..at], value[(at + 1)..].Trim());
            if (name.Length > 0 && tag != "" && !char.IsAsciiDigit(name[0]) && Enum.TryParse<PortalRole>(name, ignoreCase: true, out var role) && Enum.IsDefined(role))
            {
                yield return new RoleGrant(role, tag);
            }
        }
    }

    public static PortalPerson PersonOf(string id, string name, IReadOnlyCollection<RoleGrant> grants, IEnumerable<string> names) =>
        new(id, name, grants.Where(grant => grant.Tag is null).Select(grant => grant.Role).ToHashSet(), names.ToHashSet(StringComparer.OrdinalIgnoreCase))
        {
            RolesByTag = grants.Where(grant => grant.Tag is not null).GroupBy(grant => grant.Role).ToDictionary(
                group => group.Key, IReadOnlySet<string> (group) => group.Select(grant => grant.Tag!).ToHashSet(StringComparer.OrdinalIgnoreCase)),
        };
}
