using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Exceptions.Lifecycle;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Exceptions.Writing;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>Reads the guards of active exceptions again. One that does not hold any more suspends its exception at once.</summary>
public sealed class GuardWatch(
    ExemptionRepository exemptions, ExemptionWrite write, ExclusionWriter exclusions, IOptions<ExemptionOptions> options, TimeProvider time, ILogger<GuardWatch> log)
{
    private readonly IReadOnlyList<int> _noticeDays = options.Value.ToRules().NoticeDays;

    /// <returns>NHI404 for each guard that does not hold.</returns>
    internal async Task<IReadOnlyList<Finding>> CheckAsync(IReadOnlyList<Exemption> records, Func<string, DateTimeOffset?> firstSeen, CancellationToken ct)
    {
        var found = new List<Finding>();
        foreach (var record in records.Where(NeedsGuard))
        {
            if (await exclusions.ReadGuardAsync(record, ct) is not { } missing)
            {
                continue;
            }

            var now = time.GetUtcNow();
            var identity = new IdentityRef(record.Identity.Id, ExemptionFindings.KindOf(record.Identity.Kind), record.Identity.DisplayName);
            var finding = DriftFindings.GuardWeakened(record, missing, identity, now, now);
            found.Add(finding with { FirstSeen = firstSeen(finding.Id) ?? now });
            if (record.State is ExemptionState.Active or ExemptionState.Activating)
            {
                await Race.RunAsync(() => SuspendAsync(record, missing, ct));
            }
        }

        return found;
    }

    private static bool NeedsGuard(Exemption record) =>
        record.Guarded && record.Mechanism is ExclusionMechanism.Group
        && (record.State is ExemptionState.Active or ExemptionState.Activating || record is { Cause: EndCause.GuardWeakened, State: ExemptionState.Expiring or ExemptionState.Suspended });

    private async Task<bool> SuspendAsync(Exemption record, string missing, CancellationToken ct)
    {
        var address = new ExemptionAddress(record.TenantId, record.Identity.Id);
        if (await exemptions.FindAsync(address, record.Id, ct) is not { Value.Exemption: { State: ExemptionState.Active or ExemptionState.Activating } active } found)
        {
            return false;
        }

        var now = time.GetUtcNow();
        log.Held(active.Id, missing);
        await write.SaveAsync(
            address, found, ExemptionLife.ClaimRemoval(active, EndCause.GuardWeakened, null, now), "exclusion-remove", LedgerPhase.Intent, null, _noticeDays, ct,
            $"Its guard no longer holds: {missing}. It is suspended.", needsPerson: true);
        return true;
    }
}
