using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Streams.Digests;

/// <summary>Keeps which findings are open, for the next digest; nothing where nobody takes digests.</summary>
/// <remarks>Repeatable and in any order: the newest revision of a finding counts.</remarks>
public sealed class KeepDigestHandler(IStateStore store, Outbox outbox, IOptions<StreamOptions> options, TimeProvider time)
{
    public Task<Outcome.Final> HandleAsync(FindingChanged changed, CancellationToken ct) => !options.Value.Wants(HouseRecordKind.Digest)
        ? Task.FromResult(Outcome.Done)
        : Race.RunAsync(async () =>
        {
            var finding = changed.Finding;
            var changes = new StateChanges(changed.TenantId, DigestRow.Kind, finding.Id);
            var found = await store.ReadAsync(changes.PartitionKey, DigestRow.Key(finding.Id), DigestJson.Default.DigestRow, ct);
            if (found?.Value.Revision >= changed.Revision)
            {
                return Outcome.Done;
            }

            var open = finding.State is FindingState.Open;
            var row = new DigestRow(
                finding.Id, finding.Owner, $"{finding.FindingType} {finding.Name.Replace('-', ' ')}", finding.Identity.DisplayName, finding.Severity, finding.FirstSeen,
                open && found is { Value: { Open: true } known } ? known.KnownAt : time.GetUtcNow(), changed.Revision, open) { MutedUntil = found?.Value.MutedUntil, MuteRevision = found?.Value.MuteRevision ?? 0 };
            changes.Save(DigestRow.Key(finding.Id), row, found, DigestJson.Default.DigestRow);
            await outbox.CommitAsync(changes, ct);
            return Outcome.Done;
        });

    /// <summary>A muted finding is in no digest. One that is not known here yet is left alone: its mute is over before a digest would tell, or the next word comes.</summary>
    public Task<Outcome.Final> HandleAsync(MuteChanged changed, CancellationToken ct) => !options.Value.Wants(HouseRecordKind.Digest)
        ? Task.FromResult(Outcome.Done)
        : Race.RunAsync(async () =>
        {
            var changes = new StateChanges(changed.TenantId, DigestRow.Kind, changed.FindingId);
            if (await store.ReadAsync(changes.PartitionKey, DigestRow.Key(changed.FindingId), DigestJson.Default.DigestRow, ct) is { } found && found.Value.MuteRevision < changed.Revision)
            {
                changes.Save(DigestRow.Key(changed.FindingId), found.Value with { MutedUntil = changed.Until, MuteRevision = changed.Revision }, found, DigestJson.Default.DigestRow);
                await outbox.CommitAsync(changes, ct);
            }

            return Outcome.Done;
        });
}
