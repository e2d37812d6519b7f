using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Containing;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response;

/// <summary>Keeps what is known of identities, for the next finding on them: registry, exceptions, rotations.</summary>
/// <remarks>Repeatable and in any order: the newest revision of each counts.</remarks>
public sealed class RememberHandler(ReactionRepository reactions, StandingApprovals standing, Outbox outbox)
{
    private const string Registry = "registry";

    public async Task<Outcome.Final> HandleAsync(IdentityRegistered registered, CancellationToken ct)
    {
        if (registered.Facts.Id is not { } id || registered.Source != Registry)
        {
            return Outcome.Done;
        }

        if (!registered.Removed && !await reactions.HasRegistryAsync(registered.TenantId, ct))
        {
            await NoteRegistryAsync(registered, ct);
        }

        return await ChangeAsync(registered.TenantId, id, row => string.CompareOrdinal(row.FactsRevision, registered.Revision) >= 0 ? row : row with
        {
            FactsRevision = registered.Revision,
            RegistryOwner = registered.Removed ? null : registered.Facts.Owner,
            Protected = !registered.Removed && registered.Facts.Protected,
            Tags = registered.Removed ? [] : registered.Facts.Tags,
        }, ct);
    }

    public async Task<Outcome.Final> HandleAsync(ExemptionChanged changed, CancellationToken ct)
    {
        await ChangeAsync(changed.TenantId, changed.IdentityId, row => row.Exceptions.GetValueOrDefault(changed.ExemptionId)?.Revision >= changed.Revision ? row : row with
        {
            Exceptions = new Dictionary<string, KnownException>(row.Exceptions)
            {
                [changed.ExemptionId] = new(changed.Revision, changed.State is ExemptionState.Ended or ExemptionState.EndedUnproven or ExemptionState.Expiring ? changed.At : null, changed.Ticket),
            },
        }, ct);
        return await standing.SayAsync(changed, ct);
    }

    /// <summary>Logs name the service principal, rotations the application: it is kept for both.</summary>
    public async Task<Outcome.Final> HandleAsync(RotationChanged changed, CancellationToken ct)
    {
        foreach (var id in new[] { changed.IdentityId, changed.ServicePrincipalId }.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase))
        {
            await ChangeAsync(changed.TenantId, id, row => row.Rotations.GetValueOrDefault(changed.RotationId)?.Revision >= changed.Revision ? row : row with
            {
                Rotations = new Dictionary<string, KnownRotation>(row.Rotations)
                {
                    [changed.RotationId] = new(changed.Revision, changed.State is not (RotationState.Done or RotationState.Abandoned), changed.State is RotationState.Held, changed.Ticket),
                },
            }, ct);
        }

        return Outcome.Done;
    }

    private async Task NoteRegistryAsync(IdentityRegistered registered, CancellationToken ct)
    {
        var changes = ReactionRepository.NewChanges(registered.TenantId, RegistryRow.Aggregate);
        changes.Save(RegistryRow.Key, new RegistryRow(registered.Revision), null, ResponseJson.Default.RegistryRow);
        try
        {
            await outbox.CommitAsync(changes, ct);
        }
        catch (StaleStateException)
        {
            // Another word was first.
        }
    }

    private Task<Outcome.Final> ChangeAsync(string tenantId, string identityId, Func<IdentityRow, IdentityRow> change, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var found = await reactions.FindIdentityAsync(tenantId, identityId, ct);
        var row = found?.Value ?? IdentityRow.Empty;
        var next = change(row);
        if (next != row)
        {
            var changes = ReactionRepository.NewChanges(tenantId, identityId);
            changes.Save(IdentityRow.Key(identityId), next, found, ResponseJson.Default.IdentityRow);
            await outbox.CommitAsync(changes, ct);
        }

        return Outcome.Done;
    });
}
