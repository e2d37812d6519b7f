using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.RuleFindings;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Retention;

/// <summary>Withdraws findings of rules <see cref="DetectionOptions.KeepFindings"/> after their last event, and takes their events away. Called by a timer every hour; repeatable.</summary>
/// <remarks>
/// It reads whole partitions, so each hour of the day takes its share of them. What stays is a row that holds the number of announcements, so that the next event's is newer than all before.
/// A finding of a rule that is not loaded has no words to withdraw it with: it waits until the rule is loaded again.
/// </remarks>
public sealed class PurgeRuleFindingsHandler(IStateStore store, RuleFindingRepository findings, Outbox outbox, IOptions<DetectionOptions> options, TimeProvider time, ILogger<PurgeRuleFindingsHandler> log)
{
    /// <returns>How many findings ended.</returns>
    public async Task<int> HandleAsync(CancellationToken ct)
    {
        var (ended, now) = (0, time.GetUtcNow());
        foreach (var tenant in await store.ReadTenantsAsync(RuleFindingRepository.Kind, ct))
        {
            foreach (var partition in Partition.OfHour(tenant, RuleFindingRepository.Kind, now.Hour))
            {
                foreach (var old in await ReadOldAsync(partition, now - options.Value.KeepFindings, ct))
                {
                    ended += await EndAsync(old, ct) ? 1 : 0;
                }
            }
        }

        return ended;
    }

    private async Task<List<Versioned<RuleFindingRow>>> ReadOldAsync(string partition, DateTimeOffset before, CancellationToken ct)
    {
        var old = new List<Versioned<RuleFindingRow>>();
        await foreach (var row in store.ReadDocumentsAsync(partition, ct))
        {
            if (row.As(DetectionJson.Default.RuleFindingRow) is { Value.Seen: [.., var last] } found && last.At < before && findings.HeadingOf(found.Value.RuleId) is not null)
            {
                old.Add(found);
            }
        }

        return old;
    }

    /// <returns>False when an event came just now.</returns>
    private async Task<bool> EndAsync(Versioned<RuleFindingRow> found, CancellationToken ct)
    {
        var row = found.Value.WithoutEvents();
        var finding = RuleFindingText.Show(found.Value, findings.HeadingOf(row.RuleId)!, known: null) with { State = FindingState.Withdrawn, Evidence = new Evidence([], [], [], [], [], [], []) };
        var changes = new StateChanges(row.TenantId, RuleFindingRepository.Kind, row.SubjectId);
        changes.Save(RuleFindingRow.Key(row.SubjectId, row.RuleId), row, found, DetectionJson.Default.RuleFindingRow);
        changes.Send(Topics.Findings, DetectionMessages.Of(new FindingChanged(row.TenantId, row.Revision, finding)));
        try
        {
            await outbox.CommitAsync(changes, ct);
        }
        catch (StaleStateException)
        {
            return false;
        }

        log.FindingsTurned([finding]);
        return true;
    }
}
