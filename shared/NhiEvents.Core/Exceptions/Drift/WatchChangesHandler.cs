using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Exceptions.Writing.Lists;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>Looks at changes of the directory: notes who has made a way out, asks for a reading, and sees when somebody wrote a policy's list at the same time as we.</summary>
/// <remarks>Repeatable, in any order.</remarks>
public sealed class WatchChangesHandler(
    ChangeNotes notes, DriftRepository drift, PolicyLists lists, ReconcileRequest request, IOptions<ExemptionOptions> options, TimeProvider time, ILogger<WatchChangesHandler> log)
{
    /// <returns>The events that failed, with the reason.</returns>
    public async Task<IReadOnlyList<FailedEvents<DirectoryChanged>>> HandleAsync(IReadOnlyList<DirectoryChanged> changes, CancellationToken ct)
    {
        var parts = new PartByPart<DirectoryChanged>(time);
        foreach (var change in changes.OrderBy(change => change.At).ThenBy(change => change.Key, StringComparer.Ordinal))
        {
            await parts.HandleAsync([change], () => HandleAsync(change, ct), failure => log.WatchFailed(failure, change.Id), ct);
        }

        return parts.Failed;
    }

    public async Task<Outcome.Final> HandleAsync(DirectoryChanged change, CancellationToken ct)
    {
        var noted = ChangeReading.For(change);
        if (noted.Count == 0 || IsOurs(change.Actor) || !(ChangeReading.IsOfPolicy(change) || await IsWatchedAsync(change.TenantId, noted, ct)))
        {
            return Outcome.Done;
        }

        var note = new ChangeNote(change.Actor.Id, change.Actor.Kind, change.At, change.Id, true);
        foreach (var one in noted)
        {
            await notes.KeepAsync(change.TenantId, one, note with { Added = one.Added }, ct);
        }

        if (ChangeReading.IsOfPolicy(change))
        {
            foreach (var policy in noted.GroupBy(one => one.Container, StringComparer.Ordinal))
            {
                await lists.NoteForeignAsync(change.TenantId, policy.Key, [.. policy], change.At, ct);
            }
        }

        await request.SendAsync(change.TenantId, ct);
        return Outcome.Done;
    }

    /// <summary>Memberships change all day in a large tenant: only those are noted that a policy's exclusions depend on. Until the first reading that is not known.</summary>
    private async Task<bool> IsWatchedAsync(string tenantId, IReadOnlyList<NotedChange> noted, CancellationToken ct) =>
        await drift.ContainersAsync(tenantId, ct) is not { } containers
        || noted.Any(one => one.Container == WayOut.WholeTenant || containers.Contains(one.Container) || (one.Entry is not NotedChange.Whole && one.Entry.Contains('.', StringComparison.Ordinal) && containers.Contains(one.Entry)));

    private bool IsOurs(DirectoryActor actor) =>
        (actor.Id is { } id && options.Value.OwnIds.Contains(id, StringComparer.OrdinalIgnoreCase)) || (actor.AppId is { } app && options.Value.OwnIds.Contains(app, StringComparer.OrdinalIgnoreCase));
}
