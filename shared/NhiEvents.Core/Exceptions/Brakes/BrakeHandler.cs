using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Writing.Lists;
using NhiEvents.Core.Ledger;

namespace NhiEvents.Core.Exceptions.Brakes;

/// <summary>Stops and resumes all writes of a tenant, and changes the mode of a scope when two persons want it.</summary>
public sealed class BrakeHandler(BrakeRepository brakes, PolicyLists lists, Pseudonyms pseudonyms, TimeProvider time, ILogger<BrakeHandler> log)
{
    /// <summary>How long one person's wish for a mode waits for the second's.</summary>
    private static readonly TimeSpan WishHolds = TimeSpan.FromDays(1);

    public async Task<Outcome.Final> HandleAsync(StopWrites message, CancellationToken ct)
    {
        await brakes.ChangeAsync(
            message.TenantId,
            time.GetUtcNow(),
            state => state.Stopped is not null ? null : (state with { Stopped = new StopNotice(message.PersonId, message.At, message.Reason) }, Fact(message.TenantId, message.PersonId, "writes-stopped")),
            ct);
        log.Stopped(message.TenantId);
        return Outcome.Done;
    }

    public async Task<Outcome.Final> HandleAsync(ResumeWrites message, CancellationToken ct)
    {
        if (message.PolicyId is { } policy)
        {
            await lists.ResumeAsync(message.TenantId, policy, message.At, ct);
            return Outcome.Done;
        }

        // An older message that comes late must not undo a newer stop.
        await brakes.ChangeAsync(
            message.TenantId,
            time.GetUtcNow(),
            state => state.Stopped is not { } stop || stop.At > message.At ? null : (state with { Stopped = null }, Fact(message.TenantId, message.PersonId, "writes-resumed")),
            ct);
        return Outcome.Done;
    }

    public async Task<Outcome.Final> HandleAsync(ChangeMode message, CancellationToken ct)
    {
        var changed = false;
        await brakes.ChangeAsync(
            message.TenantId,
            time.GetUtcNow(),
            state =>
            {
                var decision = ModeDecision.For(state, message.PolicyId, message.Mode, message.PersonId, WishHolds, time.GetUtcNow());
                changed = decision is ModeDecision.Confirm;
                return decision switch
                {
                    ModeDecision.Propose propose => (state with { Pending = propose.Pending }, Fact(message.TenantId, message.PersonId, "mode-proposed", message)),
                    ModeDecision.Confirm confirm => (confirm.Next, Fact(message.TenantId, message.PersonId, "mode-changed", message)),
                    _ => null,
                };
            },
            ct);
        if (changed)
        {
            log.ModeChanged(message.TenantId, message.PolicyId ?? "all policies", message.Mode);
        }

        return Outcome.Done;
    }

    private LedgerFact Fact(string tenantId, string personId, string action, ChangeMode? change = null) => new(
        pseudonyms.Of(tenantId, personId),
        action,
        LedgerPhase.Decision,
        "brakes",
        change is null ? [] : [new("mode", change.Mode.ToString()), new("policy", change.PolicyId ?? "all")]);
}
