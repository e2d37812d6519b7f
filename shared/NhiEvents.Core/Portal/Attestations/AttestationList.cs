using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Attestations;

/// <summary>The portal's own list of questions to owners, kept from what Response announces.</summary>
/// <param name="retention">The defaults when none is given.</param>
public sealed class AttestationList(IStateStore store, Outbox outbox, TimeProvider time, IOptions<RetentionOptions>? retention = null)
{
    private const string Kind = "attestation";

    private readonly ListIndex<AttestationEntry> _index = new(store, time, Kind, PortalJson.Default.ListRowAttestationEntry, entry => entry.EndsAt(RetentionOptions.KeepOf(retention)));

    /// <summary>Takes away those that are over.</summary>
    internal Task<int> EndAsync(HourlyShare share, CancellationToken ct) => _index.EndAsync(share, Row, ct);

    private Latest? _latest;

    /// <summary>Keeps the newest revision, and the hash of the link, which comes with the first one.</summary>
    public Task<Outcome.Final> RecordAsync(AttestationChanged change, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var changes = new StateChanges(change.TenantId, Kind, change.AttestationId);
        var found = await store.ReadAsync(changes.PartitionKey, Row(change.AttestationId), PortalJson.Default.AttestationRecord, ct);
        var hash = change.TokenHash ?? found?.Value.TokenHash;
        var isNewer = found is null || found.Value.Change.Revision < change.Revision;
        if (isNewer || hash != found!.Value.TokenHash)
        {
            var record = new AttestationRecord(isNewer ? change : found!.Value.Change, time.GetUtcNow()) { TokenHash = hash };
            changes.Save(Row(change.AttestationId), record, found, PortalJson.Default.AttestationRecord);
            await changes.SaveAsync(store, record.ToListRow(), found?.Value.ChangedAt, PortalJson.Default.ListRowAttestationEntry, ct);
            await outbox.CommitAsync(changes, ct);
        }

        return Outcome.Done;
    });

    /// <summary>Null when nobody was asked this.</summary>
    internal async Task<AttestationRecord?> FindAsync(string attestationId, CancellationToken ct)
    {
        foreach (var tenant in await store.ReadTenantsAsync(Kind, ct))
        {
            if (await store.ReadAsync(Partition.For(tenant, Kind, attestationId), Row(attestationId), PortalJson.Default.AttestationRecord, ct) is { } found)
            {
                return found.Value;
            }
        }

        return null;
    }

    internal Task<ListSnapshot<AttestationEntry>> ReadAllAsync(CancellationToken ct) => _index.ReadAsync(ct);

    /// <summary>The last question about each identity that was really asked.</summary>
    internal async Task<IReadOnlyDictionary<string, AttestationEntry>> ReadLatestAsync(CancellationToken ct)
    {
        var all = await _index.ReadAsync(ct);
        var latest = _latest;
        if (latest?.Of != all)
        {
            _latest = latest = new Latest(all, all.Rows.Select(row => row.Entry).Where(entry => entry.State is not AttestationState.Refused)
                .GroupBy(entry => entry.IdentityId, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.MaxBy(entry => entry.At)!, StringComparer.OrdinalIgnoreCase));
        }

        return latest.ByIdentity;
    }

    private static string Row(string id) => $"{KeyText.Clean(id)}|attestation";

    private sealed record Latest(ListSnapshot<AttestationEntry> Of, IReadOnlyDictionary<string, AttestationEntry> ByIdentity);
}

/// <summary>A question to an owner, as the portal keeps it.</summary>
/// <param name="Change">The newest announcement.</param>
internal sealed record AttestationRecord(AttestationChanged Change, DateTimeOffset ChangedAt)
{
    /// <summary>Of the link; null for a question that was not asked.</summary>
    public string? TokenHash { get; init; }

    public ListRow<AttestationEntry> ToListRow() => new(Change.AttestationId, ChangedAt, new AttestationEntry(
        Change.AttestationId, Change.Identity.Id, Change.Owner, Change.State, Change.Until, Change.At) { RunId = Change.RunId, Text = Change.Text });
}

/// <summary>What the lists show of a question to an owner.</summary>
/// <param name="At">When it came to where it stands.</param>
internal sealed record AttestationEntry(string Id, string IdentityId, string Owner, AttestationState State, DateTimeOffset Until, DateTimeOffset At)
{
    public string? RunId { get; init; }

    public string? Text { get; init; }

    /// <summary>So long after it was answered, or could have been.</summary>
    public DateTimeOffset? EndsAt(TimeSpan keep) => (State is AttestationState.Asked && Until > At ? Until : At) + keep;
}
