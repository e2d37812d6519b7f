using System.Text.Json.Serialization.Metadata;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>A finding's row that grows with rows of the audit log, and of which little is left when it has ended.</summary>
internal interface IAuditedRow<TSelf>
{
    string TenantId { get; }

    /// <summary>Object id; puts the row into its partition.</summary>
    string Aggregate { get; }

    string RowKey { get; }

    /// <summary>In time order; empty when the finding has ended.</summary>
    IReadOnlyList<AdditionSeen> Seen { get; }

    long Revision { get; }

    /// <summary>The last of the events that have ended; null when none have.</summary>
    DateTimeOffset? ForgottenUntil { get; }

    TSelf Numbered(long revision);

    /// <summary>What is left when the finding has ended.</summary>
    TSelf WithoutEvents();
}

/// <summary>Keeps findings about what the audit log says, from their first row to their end.</summary>
/// <remarks>Repeatable, in any order.</remarks>
/// <param name="kind">Of the partitions.</param>
internal abstract class AuditedChangeWatch<TRow>(string kind, JsonTypeInfo<TRow> json, Outbox outbox, TimeProvider time)
    where TRow : class, IAuditedRow<TRow>
{
    /// <summary>Whether the last event came before this time or, when the finding has ended, is no longer worth remembering.</summary>
    public bool IsOver(StateRow stored, DateTimeOffset before) => stored.As(json).Value switch
    {
        { Seen: [.., var last] } => last.At < before,
        var ended => !(ended.ForgottenUntil > before - RetentionOptions.Remembered),
    };

    /// <summary>The end of a finding, or of what was left of it.</summary>
    public async ValueTask<Ending?> EndAsync(StateRow stored, Action<Finding> turned, CancellationToken ct)
    {
        var found = stored.As(json);
        if (found.Value.Seen.Count == 0)
        {
            return Ending.Of(found.Value.TenantId, kind, found.Value.Aggregate, stored);
        }

        var finding = await ShowAsync(found.Value, ct) with { State = FindingState.Withdrawn, Evidence = Evidence.None };
        return new Ending(Announce(found.Value.WithoutEvents(), found, finding), () => turned(finding));
    }

    /// <param name="row">With one event more than what was found.</param>
    /// <returns>The finding when it is new.</returns>
    protected async Task<Finding?> SaveAsync(TRow row, Versioned<TRow>? found, CancellationToken ct)
    {
        row = row.Numbered(Revisions.Next(found?.Value.Revision, time.GetUtcNow()));
        var finding = await ShowAsync(row, ct);
        await outbox.CommitAsync(Announce(row, found, finding), ct);
        return found is { Value.Seen.Count: > 0 } ? null : finding;
    }

    protected abstract Task<Finding> ShowAsync(TRow row, CancellationToken ct);

    private StateChanges Announce(TRow row, Versioned<TRow>? found, Finding finding)
    {
        var changes = new StateChanges(row.TenantId, kind, row.Aggregate);
        changes.Save(row.RowKey, row, found, json);
        changes.Send(Topics.Findings, DetectionMessages.Of(new FindingChanged(row.TenantId, row.Revision, finding)));
        return changes;
    }
}
