using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Embedded.Simulation.Attacks;
using NhiEvents.Embedded.Simulation.Verdicts;
using NhiEvents.Embedded.Tenant;

namespace NhiEvents.Embedded.Simulation.Tickets;

/// <summary>What came of decisions in tickets, by what the tenant really held and what jobs experienced.</summary>
internal sealed class ApprovalBook(SimulatedTenant tenant)
{
    private readonly Dictionary<string, Approval> _approvals = new(StringComparer.Ordinal);

    /// <summary>Everybody for whom an exception came into force, also by a decision made elsewhere.</summary>
    private readonly HashSet<string> _exempt = new(StringComparer.Ordinal);
    private TenantPhotograph? _before;
    private IReadOnlyList<string>? _changed;
    private int _takenBack;

    public void Called(TicketCall call)
    {
        if (call.Word is TicketWord.Approve)
        {
            _before ??= TenantPhotograph.Of(tenant);
            _approvals[call.ExemptionId] = new Approval(call.IdentityId, call.At);
        }
        else
        {
            _changed ??= TenantPhotograph.Of(tenant).DifferencesFrom(_before!);
            _takenBack++;
        }
    }

    public void Changed(ExemptionChanged changed)
    {
        if (changed.State is ExemptionState.Active)
        {
            _exempt.Add(changed.IdentityId);
        }

        if (!_approvals.TryGetValue(changed.ExemptionId, out var approval))
        {
            return;
        }

        switch (changed.State)
        {
            case ExemptionState.Active:
                approval.ActiveAt ??= changed.At;
                break;
            case ExemptionState.Expiring or ExemptionState.EndedUnproven or ExemptionState.Ended:
                approval.EndedAt ??= changed.At;
                break;
        }
    }

    public void Tried(string identityId, bool succeeded, DateTimeOffset at)
    {
        foreach (var approval in _approvals.Values.Where(one => one.IdentityId == identityId && one.ActiveAt <= at && one.EndedAt is null))
        {
            approval.WorkedAt ??= succeeded ? at : null;
            if (at - approval.ActiveAt >= tenant.Options.Timings.PolicyEffect.Longest)
            {
                approval.Passed ??= succeeded;
            }
        }
    }

    /// <summary>Null when nobody decided in a ticket.</summary>
    public ApprovalsVerdict? Verdict()
    {
        if (_approvals.Count == 0)
        {
            return null;
        }

        var all = _approvals.Values;
        var now = TenantPhotograph.Of(tenant).DifferencesFrom(_before!);
        return new ApprovalsVerdict(
            all.Count,
            all.Count(one => one.ActiveAt is not null),
            all.Count(one => one.Passed is not null),
            all.Count(one => one.Passed is true),
            _takenBack,
            (_changed ?? now).Count(id => !_exempt.Any(identity => id.EndsWith(' ' + identity, StringComparison.Ordinal))),
            now.Count)
        {
            SecondsToActive = Quantiles.Of(all.Where(one => one.ActiveAt is not null).Select(one => one.ActiveAt!.Value - one.At)),
            SecondsToWork = Quantiles.Of(all.Where(one => one.WorkedAt is not null).Select(one => one.WorkedAt!.Value - one.At)),
        };
    }

    private sealed record Approval(string IdentityId, DateTimeOffset At)
    {
        public DateTimeOffset? ActiveAt { get; set; }

        public DateTimeOffset? EndedAt { get; set; }

        public DateTimeOffset? WorkedAt { get; set; }

        /// <summary>Whether the first sign-in passed that came when Entra surely knew of the exclusion; null while there was none.</summary>
        public bool? Passed { get; set; }
    }
}
