using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Records;

namespace NhiEvents.Core.Response.Containing;

/// <summary>Whom no reaction touches, and to whom it cannot be done. Asked at the last step before every write.</summary>
public sealed class ContainmentGuard(IDirectory directory, IOptions<ResponseOptions> options)
{
    /// <returns>Why not, and what a person does instead; null when it may be done.</returns>
    /// <exception cref="EntraException">It could not be read: then nothing may be written.</exception>
    internal async Task<string?> WhyNotAsync(Reaction reaction, IdentityRow known, CancellationToken ct)
    {
        var identity = reaction.Identity;
        if (WhyProtected(identity, known) is { } isProtected)
        {
            return isProtected;
        }

        if (await WhyNotKindAsync(identity, reaction.Kind, ct) is { } why)
        {
            return why;
        }

        return await Privilege.FindRoleAsync(directory, identity.Id, ct) is { } role ? $"It holds the role {role}: an administrator with a higher role has to do this." : null;
    }

    /// <summary>Why no reaction of any kind touches it; null when that is not so.</summary>
    internal string? WhyProtected(IdentityRef identity, IdentityRow known) => known.Protected || Privilege.IsNamed(options.Value.ProtectedIds, identity.Id, identity.AppId)
        ? "It is protected by configuration. A person with the right role decides and acts."
        : null;

    private async Task<string?> WhyNotKindAsync(IdentityRef identity, ReactionKind kind, CancellationToken ct)
    {
        if (identity.Kind.IsServicePrincipal())
        {
            return await directory.FindServicePrincipalAsync(identity.Id, ct) switch
            {
                null => "It is not in the directory.",
                { ManagedIdentity: true } => "A managed identity cannot be disabled: remove its role assignments in Azure, or stop the resource that it belongs to.",
                { } principal when Privilege.IsMicrosofts(principal) => "It is one of Microsoft's own applications.",
                _ => null,
            };
        }

        return await directory.FindUserAsync(identity.Id, ct) switch
        {
            null => "It is not in the directory.",
            { Synced: true } when kind is ReactionKind.EnableIdentity => "It is synchronised from Active Directory, which would disable it again: enable the account there.",
            { Guest: true } => "It is a guest: its home tenant has to disable it. Remove its access here.",
            _ => null,
        };
    }
}
