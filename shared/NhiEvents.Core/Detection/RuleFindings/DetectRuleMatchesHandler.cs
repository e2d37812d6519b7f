using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.Detection.Sigma.Correlation;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.RuleFindings;

/// <summary>Turns what loaded rules match into findings with the rules' own ids.</summary>
/// <remarks>Repeatable, in any order, in any batches; correlation rules count what comes up to two hours late.</remarks>
public sealed class DetectRuleMatchesHandler(
    SigmaRuleSet rules, IStateStore store, RuleFindingRepository findings, IdentityRepository identities, Outbox outbox, IOptions<DetectionOptions> options, TimeProvider time,
    ILogger<DetectRuleMatchesHandler> log)
{
    private readonly RuleEffects _effects = new(rules, new CorrelateMatchHandler(rules, store).HandleAsync, options.Value.TrustedActors);

    /// <summary>Handles finding by finding; one that fails does not stop the others.</summary>
    /// <returns>The matches that failed, with the reason; empty when all is done.</returns>
    public async Task<IReadOnlyList<FailedEvents<RuleMatched>>> HandleAsync(IReadOnlyList<RuleMatched> matches, CancellationToken ct)
    {
        var parts = new PartByPart<RuleMatched>(time);
        foreach (var group in matches.GroupBy(match => (match.TenantId, match.SubjectId, match.RuleId)))
        {
            List<RuleMatched> own = [.. group];
            await parts.HandleAsync(own, () => TakeAsync(own, ct), failure => log.RuleFailed(failure, group.Key.RuleId), ct);
        }

        return parts.Failed;
    }

    /// <summary>Handles a match that failed in its batch; what fails again is thrown, so that it is delivered again.</summary>
    public async Task<Outcome.Final> HandleOneAsync(RuleMatched match, CancellationToken ct)
    {
        await TakeAsync([match], ct);
        return Outcome.Done;
    }

    private async Task TakeAsync(IReadOnlyList<RuleMatched> matches, CancellationToken ct)
    {
        var effects = matches.Select(_effects.Own).OfType<RuleEffect>().ToList();
        foreach (var match in matches)
        {
            effects.AddRange(await _effects.CorrelatedAsync(match, ct));
        }

        foreach (var finding in effects.GroupBy(effect => (effect.TenantId, effect.SubjectId, effect.RuleId)))
        {
            await Race.RunAsync(() => GrowAsync(finding.Key.TenantId, finding.Key.SubjectId, finding.Key.RuleId, [.. finding], ct));
        }
    }

    private async Task<bool> GrowAsync(string tenantId, string subjectId, string ruleId, IReadOnlyList<RuleEffect> effects, CancellationToken ct)
    {
        var found = await findings.FindAsync(tenantId, subjectId, ruleId, ct);
        var before = found?.Value ?? RuleFindingRow.New(tenantId, ruleId, subjectId);
        var row = RuleEffect.Apply(before, effects);
        if (ReferenceEquals(row, before) || row.Seen.Count == 0)
        {
            return true;
        }

        var rule = _effects.Heading(ruleId)!;
        var finding = RuleFindingText.Show(row, rule, await KnownAsync(tenantId, subjectId, ct));
        row = row with { Revision = Revisions.Next(found?.Value.Revision, time.GetUtcNow()), Words = RuleFindingText.WordsOf(finding, rule), IsRuleGone = false };
        var changes = new StateChanges(tenantId, RuleFindingRepository.Kind, subjectId);
        changes.Save(RuleFindingRow.Key(subjectId, ruleId), row, found, DetectionJson.Default.RuleFindingRow);
        changes.Send(Topics.Findings, DetectionMessages.Of(new FindingChanged(tenantId, row.Revision, finding)));
        await outbox.CommitAsync(changes, ct);
        if (found is not { Value.Seen.Count: > 0 })
        {
            log.FindingsTurned([finding]);
            Telemetry.FindingTurned(finding);
        }

        return true;
    }

    private async Task<IdentitySummary?> KnownAsync(string tenantId, string subjectId, CancellationToken ct) =>
        await identities.FindAsync(new IdentityAddress(tenantId, subjectId), ct) is { } identity ? IdentitySummaries.Of(identity.Value, [], identities.Kinds) : null;
}
