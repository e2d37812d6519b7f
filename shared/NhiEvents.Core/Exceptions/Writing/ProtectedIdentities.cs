using Microsoft.Extensions.Options;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Writing;

/// <summary>Who is never written to. Asked at the last step before every write.</summary>
public sealed class ProtectedIdentities(IDirectory directory, IOptions<ExemptionOptions> options)
{
    /// <returns>Why; null when it is not protected.</returns>
    /// <exception cref="EntraException">It could not be read: then nothing may be written.</exception>
    internal async Task<string?> WhyAsync(string identityId, SubjectKind kind, CancellationToken ct)
    {
        if (Privilege.IsNamed(options.Value.ProtectedIds, identityId))
        {
            return "it is configured as protected";
        }

        if (kind is SubjectKind.ServicePrincipal && await directory.FindServicePrincipalAsync(identityId, ct) is { } principal && Privilege.IsMicrosofts(principal))
        {
            return "it is one of Microsoft's own applications";
        }

        return kind is SubjectKind.User or SubjectKind.Guest or SubjectKind.ServicePrincipal && await Privilege.FindRoleAsync(directory, identityId, ct) is { } role ? $"it holds the role {role}" : null;
    }
}
