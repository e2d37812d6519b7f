using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>Raises NHI209 for a change to an account for emergencies.</summary>
/// <remarks>Repeatable, in any order.</remarks>
internal sealed class BreakGlassWatch(IStateStore store, IdentityRepository identities, Outbox outbox, TimeProvider time)
{
    private readonly BreakGlassChangeRepository _changes = new(store);
    private readonly FactsRepository _facts = new(store);

    /// <returns>The finding when it is new.</returns>
    public async Task<Finding?> GrowAsync(BreakGlassChangeRow change, CancellationToken ct)
    {
        var found = await _changes.FindAsync(change, ct);
        var row = found?.Value.With(change.Seen[0]) ?? change;
        if (ReferenceEquals(row, found?.Value))
        {
            return null;
        }

        row = row with { Revision = Revisions.Next(found?.Value.Revision, time.GetUtcNow()) };
        var finding = await ShowAsync(row, ct);
        await outbox.CommitAsync(Announce(row, found, finding), ct);
        return found is { Value.Seen.Count: > 0 } ? null : finding;
    }

    /// <summary>Whether the last event came before this time or, when the finding has ended, is no longer worth remembering.</summary>
    public static bool IsOver(StateRow stored, DateTimeOffset before) => stored.As(DetectionJson.Default.BreakGlassChangeRow).Value switch
    {
        { Seen: [.., var last] } => last.At < before,
        var ended => !(ended.ForgottenUntil > before - RetentionOptions.Remembered),
    };

    /// <summary>The end of a finding, or of what was left of it.</summary>
    public async ValueTask<Ending?> EndAsync(StateRow stored, Action<Finding> turned, CancellationToken ct)
    {
        var found = stored.As(DetectionJson.Default.BreakGlassChangeRow);
        if (found.Value.Seen.Count == 0)
        {
            return Ending.Of(found.Value.TenantId, BreakGlassChangeRepository.Kind, found.Value.AccountId, stored);
        }

        var finding = await ShowAsync(found.Value, ct) with { State = FindingState.Withdrawn, Evidence = Evidence.None };
        return new Ending(Announce(found.Value.WithoutEvents(), found, finding), () => turned(finding));
    }

    private async Task<Finding> ShowAsync(BreakGlassChangeRow row, CancellationToken ct)
    {
        var known = await identities.FindAsync(new IdentityAddress(row.TenantId, row.AccountId), ct) is { } identity ? IdentitySummaries.Of(identity.Value, [], identities.Kinds) : null;
        return BreakGlassChange.Show(row, known, await _facts.FindAsync(row.TenantId, [row.AccountId], ct));
    }

    private static StateChanges Announce(BreakGlassChangeRow row, Versioned<BreakGlassChangeRow>? found, Finding finding)
    {
        var changes = new StateChanges(row.TenantId, BreakGlassChangeRepository.Kind, row.AccountId);
        changes.Save(BreakGlassChangeRow.Key(row.AccountId, row.Operation), row, found, DetectionJson.Default.BreakGlassChangeRow);
        changes.Send(Topics.Findings, DetectionMessages.Of(new FindingChanged(row.TenantId, row.Revision, finding)));
        return changes;
    }
}
