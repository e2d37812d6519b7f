using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.RuleFindings;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Retention;

/// <summary>
/// Withdraws findings of rules <see cref="DetectionOptions.KeepFindings"/> after their last event, and takes their events away; withdraws at once those of rules that are not loaded any more,
/// and opens them again when the rule is back. Called by a timer every hour; repeatable.
/// </summary>
/// <remarks>What stays of one that has ended, a month long, is a row that says until when its events are forgotten: a copy of one that comes late finds nothing new.</remarks>
public sealed class PurgeRuleFindingsHandler(RuleFindingRepository findings, HourlyShare share, IOptions<DetectionOptions> options, TimeProvider time, ILogger<PurgeRuleFindingsHandler> log)
{
    /// <returns>How many findings ended, or turned with their rule.</returns>
    public Task<int> HandleAsync(CancellationToken ct)
    {
        var before = time.GetUtcNow() - options.Value.KeepFindings;
        return share.EndAsync(RuleFindingRepository.Kind, "", row => Look(row, before) is not null, (_, row, _) => ValueTask.FromResult(Look(row, before)), ct);
    }

    private Ending? Look(StateRow stored, DateTimeOffset before)
    {
        var found = stored.As(DetectionJson.Default.RuleFindingRow);
        var rule = findings.HeadingOf(found.Value.RuleId);
        return found.Value switch
        {
            { Seen.Count: 0 } row => row.ForgottenUntil > before - RetentionOptions.Remembered ? null : Ending.Of(row.TenantId, RuleFindingRepository.Kind, row.SubjectId, stored),
            { Seen: [.., var last] } row when last.At < before => Turn(
                found, row.WithoutEvents(),
                row.IsRuleGone ? null : (rule is null ? RuleFindingText.ShowGone(row, known: null) : RuleFindingText.Show(row, rule, known: null)) with { State = FindingState.Withdrawn, Evidence = Evidence.None }),
            { IsRuleGone: false } row when rule is null => Turn(found, row with { IsRuleGone = true, Revision = row.Revision + 1 }, RuleFindingText.ShowGone(row, known: null)),
            { IsRuleGone: true } row when rule is not null => Turn(found, row with { IsRuleGone = false, Revision = row.Revision + 1 }, RuleFindingText.Show(row, rule, known: null)),
            _ => null,
        };
    }

    /// <param name="finding">Null: it was withdrawn before.</param>
    private Ending Turn(Versioned<RuleFindingRow> found, RuleFindingRow next, Finding? finding)
    {
        var changes = new StateChanges(next.TenantId, RuleFindingRepository.Kind, next.SubjectId);
        changes.Save(RuleFindingRow.Key(next.SubjectId, next.RuleId), next, found, DetectionJson.Default.RuleFindingRow);
        if (finding is null)
        {
            return new Ending(changes);
        }

        changes.Send(Topics.Findings, DetectionMessages.Of(new FindingChanged(next.TenantId, next.Revision, finding)));
        return new Ending(changes, () => log.FindingsTurned([finding]));
    }
}
