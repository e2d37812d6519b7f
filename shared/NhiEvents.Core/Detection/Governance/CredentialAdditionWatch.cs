using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>Raises NHI301 for a credential that was added.</summary>
/// <remarks>Repeatable, in any order.</remarks>
internal sealed class CredentialAdditionWatch(IStateStore store, IdentityRepository identities, Outbox outbox, TimeProvider time)
{
    private readonly CredentialAdditionRepository _additions = new(store);
    private readonly FactsRepository _facts = new(store);

    /// <returns>The finding when it is new.</returns>
    public async Task<Finding?> GrowAsync(CredentialAddition addition, CancellationToken ct)
    {
        var found = await _additions.FindAsync(addition, ct);
        var before = found?.Value ?? CredentialAdditionRow.New(addition);
        var row = before.With(addition);
        if (ReferenceEquals(row, before))
        {
            return null;
        }

        row = row with { Revision = Revisions.Next(found?.Value.Revision, time.GetUtcNow()) };
        var finding = await ShowAsync(row, ct);
        await outbox.CommitAsync(Announce(row, found, finding), ct);
        return found is { Value.Seen.Count: > 0 } ? null : finding;
    }

    /// <summary>Whether the last event came before this time or, when the finding has ended, is no longer worth remembering.</summary>
    public static bool IsOver(StateRow stored, DateTimeOffset before) => stored.As(DetectionJson.Default.CredentialAdditionRow).Value switch
    {
        { Seen: [.., var last] } => last.At < before,
        var ended => !(ended.ForgottenUntil > before - RetentionOptions.Remembered),
    };

    /// <summary>The end of a finding, or of what was left of it.</summary>
    public async ValueTask<Ending?> EndAsync(StateRow stored, Action<Finding> turned, CancellationToken ct)
    {
        var found = stored.As(DetectionJson.Default.CredentialAdditionRow);
        if (found.Value.Seen.Count == 0)
        {
            return Ending.Of(found.Value.TenantId, CredentialAdditionRepository.Kind, found.Value.ObjectId, stored);
        }

        var finding = await ShowAsync(found.Value, ct) with { State = FindingState.Withdrawn, Evidence = Evidence.None };
        return new Ending(Announce(found.Value.WithoutEvents(), found, finding), () => turned(finding));
    }

    private async Task<Finding> ShowAsync(CredentialAdditionRow row, CancellationToken ct)
    {
        var identity = await IdentityOfAsync(row, ct);
        return CredentialAdditionText.Show(row, identity, await _facts.FindAsync(row.TenantId, IdentitiesByName.NamesOf(row, identity), ct));
    }

    private static StateChanges Announce(CredentialAdditionRow row, Versioned<CredentialAdditionRow>? found, Finding finding)
    {
        var changes = new StateChanges(row.TenantId, CredentialAdditionRepository.Kind, row.ObjectId);
        changes.Save(CredentialAdditionRow.Key(row.ObjectId, row.Cause), row, found, DetectionJson.Default.CredentialAdditionRow);
        changes.Send(Topics.Findings, DetectionMessages.Of(new FindingChanged(row.TenantId, row.Revision, finding)));
        return changes;
    }

    private async Task<IdentitySummary?> IdentityOfAsync(CredentialAdditionRow row, CancellationToken ct)
    {
        List<string> ids = [row.ObjectId];
        foreach (var app in row.Seen.Select(seen => seen.AppId).OfType<string>().Distinct())
        {
            ids.AddRange(await _facts.IdentitiesNamedAsync(row.TenantId, app, ct));
        }

        foreach (var id in ids)
        {
            if (await identities.FindAsync(new IdentityAddress(row.TenantId, id), ct) is { } found)
            {
                return IdentitySummaries.Of(found.Value, [], identities.Kinds);
            }
        }

        return null;
    }
}
