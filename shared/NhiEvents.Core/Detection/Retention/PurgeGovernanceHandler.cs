using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Governance;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Retention;

/// <summary>
/// Ends findings of governance <see cref="DetectionOptions.KeepFindings"/> after their last event (NHI301, and NHI209 for changes), and forgets that an application was unused
/// (NHI406) as long after it was used again. Called by a timer every hour; repeatable.
/// </summary>
public sealed class PurgeGovernanceHandler(
    IStateStore store, IdentityRepository identities, Outbox outbox, HourlyShare share, IOptions<DetectionOptions> options, TimeProvider time, ILogger<PurgeGovernanceHandler> log)
{
    private readonly CredentialAdditionWatch _additions = new(store, identities, outbox, time);
    private readonly BreakGlassWatch _breakGlass = new(store, identities, outbox, time);

    /// <returns>How many findings, or what was left of them, ended.</returns>
    public async Task<int> HandleAsync(CancellationToken ct)
    {
        var before = time.GetUtcNow() - options.Value.KeepFindings;
        return await share.EndAsync(CredentialAdditionRepository.Kind, "", row => _additions.IsOver(row, before), (_, row, ct) => _additions.EndAsync(row, Turned, ct), ct)
            + await share.EndAsync(BreakGlassChangeRepository.Kind, "", row => _breakGlass.IsOver(row, before), (_, row, ct) => _breakGlass.EndAsync(row, Turned, ct), ct)
            + await share.EndAsync(ReviewUnusedHandler.Kind, "", row => IsUsedAgain(FindingOf(row), before), (tenant, row, _) => ValueTask.FromResult<Ending?>(Ending.Of(tenant, ReviewUnusedHandler.Kind, FindingOf(row).Identity.Id, row)), ct);
    }

    /// <summary>One that is still unused stays, however old it is.</summary>
    private static bool IsUsedAgain(Finding finding, DateTimeOffset before) => finding.State is FindingState.Withdrawn && finding.LastSeen < before;

    private static Finding FindingOf(StateRow row) => row.As(NhiJson.Default.FindingChanged).Value.Finding;

    private void Turned(Finding finding) => log.FindingsTurned([finding]);
}
