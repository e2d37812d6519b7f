using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Identities;

/// <summary>Who is never written to, whichever part of the system wants to write: the one rule, asked at the last step before every write.</summary>
public static class Privilege
{
    /// <summary>The tenant that Microsoft's own applications belong to.</summary>
    public const string MicrosoftTenant = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

    /// <summary>Whether people have named it as protected, by any of its ids.</summary>
    /// <param name="named">Object ids from the settings.</param>
    public static bool IsNamed(IReadOnlyList<string> named, params ReadOnlySpan<string?> ids)
    {
        foreach (var id in ids)
        {
            if (id is not null && named.Contains(id, StringComparer.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsMicrosofts(DirectoryServicePrincipal principal) => string.Equals(principal.OwnerTenantId, MicrosoftTenant, StringComparison.OrdinalIgnoreCase);

    /// <summary>Name of a privileged role that it holds, directly or through a role-assignable group; null: none.</summary>
    /// <exception cref="EntraException">It could not be read: then nothing may be written.</exception>
    public static async Task<string?> FindRoleAsync(IDirectory directory, string principalId, CancellationToken ct)
    {
        foreach (var holder in (IEnumerable<string>)[principalId, .. await directory.ListGroupsOfAsync(principalId, ct)])
        {
            if ((await directory.ListRoleAssignmentsAsync(holder, ct)).FirstOrDefault(assignment => assignment.Privileged) is { } role)
            {
                return role.RoleName;
            }
        }

        return null;
    }
}
