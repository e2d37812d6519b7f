using Microsoft.Extensions.Options;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Writing;

/// <summary>Who is never written to. Asked at the last step before every write.</summary>
public sealed class ProtectedIdentities(IDirectory directory, IOptions<ExemptionOptions> options)
{
    /// <summary>The tenant that Microsoft's own applications belong to.</summary>
    private const string MicrosoftTenant = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

    /// <returns>Why; null when it is not protected.</returns>
    /// <exception cref="EntraException">It could not be read: then nothing may be written.</exception>
    internal async Task<string?> WhyAsync(string identityId, SubjectKind kind, CancellationToken ct)
    {
        if (options.Value.ProtectedIds.Contains(identityId, StringComparer.OrdinalIgnoreCase))
        {
            return "it is configured as protected";
        }

        if (kind is SubjectKind.ServicePrincipal && await directory.FindServicePrincipalAsync(identityId, ct) is { } principal && string.Equals(principal.OwnerTenantId, MicrosoftTenant, StringComparison.OrdinalIgnoreCase))
        {
            return "it is one of Microsoft's own applications";
        }

        // Roles come directly or through a role-assignable group.
        IReadOnlyList<string> holders = kind is SubjectKind.User or SubjectKind.Guest or SubjectKind.ServicePrincipal ? [identityId, .. await directory.ListGroupsOfAsync(identityId, ct)] : [];
        foreach (var holder in holders)
        {
            if ((await directory.ListRoleAssignmentsAsync(holder, ct)).FirstOrDefault(assignment => assignment.Privileged) is { } role)
            {
                return $"it holds the role {role.RoleName}";
            }
        }

        return null;
    }
}
