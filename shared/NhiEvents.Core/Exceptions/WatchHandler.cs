using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Lifecycle;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions;

/// <summary>Looks at events of identities: what their sign-ins prove about exceptions, and what must be known before one is granted.</summary>
/// <remarks>Repeatable, in any order: facts only grow, and a finding's newest revision counts.</remarks>
public sealed class WatchHandler(
    ExemptionRepository exemptions, ExemptionWrite write, Outbox outbox, IOptions<ExemptionOptions> options, TimeProvider time, ILogger<WatchHandler> log)
{
    private readonly ExemptionRules _rules = options.Value.ToRules();

    /// <summary>The gate on use: an exception that has outlived its end, or is used otherwise than agreed, is seen with the next sign-in.</summary>
    /// <returns>The events that failed, with the reason; one identity's failure does not stop the others.</returns>
    public async Task<IReadOnlyList<FailedEvents<SignIn>>> HandleAsync(IReadOnlyList<SignIn> signIns, CancellationToken ct)
    {
        var parts = new PartByPart<SignIn>(time);
        foreach (var group in signIns.GroupBy(signIn => new ExemptionAddress(signIn.TenantId, signIn.IdentityId)))
        {
            List<SignIn> own = [.. group.OrderBy(signIn => signIn.At).ThenBy(signIn => signIn.Key, StringComparer.Ordinal)];
            await parts.HandleAsync(own, () => HandleAsync(group.Key, own, ct), failure => log.WatchFailed(failure, group.Key.IdentityId), ct);
        }

        return parts.Failed;
    }

    /// <summary>Handles a sign-in that failed in its batch; what fails again is thrown, so that it is delivered again.</summary>
    public async Task<Outcome.Final> HandleAsync(SignIn signIn, CancellationToken ct)
    {
        await HandleAsync(new ExemptionAddress(signIn.TenantId, signIn.IdentityId), [signIn], ct);
        return Outcome.Done;
    }

    /// <summary>Keeps which findings are open on an identity; some of them forbid an exception.</summary>
    public Task<Outcome.Final> HandleAsync(FindingChanged changed, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var address = new ExemptionAddress(changed.TenantId, changed.Finding.Identity.Id);
        var found = await exemptions.FindWatchAsync(address, ct);
        var watch = found?.Value ?? WatchRow.Empty;
        if (watch.Findings.GetValueOrDefault(changed.Finding.Id) is { } known && known.Revision >= changed.Revision)
        {
            return Outcome.Done;
        }

        var finding = new WatchedFinding(changed.Finding.FindingType, changed.Revision, changed.Finding.State is FindingState.Open);
        await SaveAsync(address, found, watch with { Findings = new Dictionary<string, WatchedFinding>(watch.Findings) { [changed.Finding.Id] = finding } }, ct);
        return Outcome.Done;
    });

    private async Task<bool> RememberAsync(ExemptionAddress address, List<SignIn> signIns, CancellationToken ct)
    {
        var found = await exemptions.FindWatchAsync(address, ct);
        var watch = found?.Value ?? WatchRow.Empty;
        var first = signIns.Min(signIn => signIn.At);
        var demanded = signIns.SelectMany(signIn => signIn.DemandedBy).Except(watch.DemandedBy, StringComparer.Ordinal).ToList();
        var next = watch with
        {
            KnownSince = watch.KnownSince <= first ? watch.KnownSince : first,
            DemandedBy = demanded.Count > 0 ? [.. watch.DemandedBy.Concat(demanded).Order(StringComparer.Ordinal)] : watch.DemandedBy,
            NonHuman = watch.NonHuman || signIns.Exists(IsNonHuman),
            IsAccount = watch.IsAccount || signIns.Exists(signIn => signIn.Kind is not (SignInKind.ServicePrincipal or SignInKind.ManagedIdentity)),
        };
        if (next != watch)
        {
            await SaveAsync(address, found, next, ct);
        }

        return true;
    }

    private async Task HandleAsync(ExemptionAddress address, List<SignIn> signIns, CancellationToken ct)
    {
        await Race.RunAsync(() => RememberAsync(address, signIns, ct));
        foreach (var known in await exemptions.ReadOfAsync(address, ct))
        {
            foreach (var signIn in signIns)
            {
                await Race.RunAsync(() => GateAsync(address, known.Value.Exemption.Id, signIn, ct));
            }
        }
    }

    private async Task<bool> GateAsync(ExemptionAddress address, string exemptionId, SignIn signIn, CancellationToken ct)
    {
        if (await exemptions.FindAsync(address, exemptionId, ct) is not { } found)
        {
            return false;
        }

        var now = time.GetUtcNow();
        var exemption = found.Value.Exemption;
        Task SaveAsync(Exemption next, string? action, string? text = null, bool needsPerson = false, Action<StateChanges>? also = null) => next == exemption
            ? Task.CompletedTask
            : write.SaveAsync(address, found, next, action, LedgerPhase.Decision, null, _rules.NoticeDays, ct, text, needsPerson, also);

        switch (UseDecision.For(exemption, signIn, _rules, now))
        {
            case UseDecision.Outlived when !exemption.Outlived:
                log.Overdue(exemption.Id, exemption.End, "seen in use after its end");
                await SaveAsync(
                    ExemptionLife.ClaimRemoval(exemption, EndCause.Expired, null, now) with { Outlived = true, Revision = exemption.Revision + 1 },
                    "exclusion-remove", "A sign-in came after its end: the removal is under way.", also: changes => changes.Send(Queues.ExceptionsWrites, Now(exemption, signIn, now)));
                break;
            case UseDecision.Works:
                await SaveAsync(ExemptionLife.Worked(exemption, signIn.ResourceId, signIn.IpAddress, signIn.At, now), exemption.WorkedAt is null ? "exception-worked" : null);
                break;
            case UseDecision.OutsideScope:
                var seen = OutsideUses.Of(signIn);
                await SaveAsync(
                    ExemptionLife.Misused(exemption, seen, now), "exception-outside-scope", $"A sign-in passed by it that was not agreed: {OutsideScope.Way(seen)}.", needsPerson: OutsideUses.IsNewWay(exemption.Outside, seen));
                break;
            case UseDecision.Met met:
                await SaveAsync(ExemptionLife.Prove(exemption, met.Policies, now), "exception-end-proven");
                break;
            case UseDecision.StillExcluded:
                log.Overdue(exemption.Id, exemption.End, "still excluded after its removal was read back");
                await SaveAsync(
                    ExemptionLife.Reopen(exemption, now) with { Outlived = true }, "exclusion-remove", "It is still excluded after its removal was read back.", needsPerson: true,
                    changes => changes.Send(Queues.ExceptionsWrites, Now(exemption, signIn, now)));
                break;
        }

        return true;
    }

    private static bool IsNonHuman(SignIn signIn) =>
        signIn.Kind is SignInKind.ServicePrincipal or SignInKind.ManagedIdentity || Identities.Classification.For(signIn.Evidence).IsNonHuman;

    /// <summary>One message per exception and state of it: a busy identity does not fill the queue.</summary>
    private static Ports.OutgoingMessage Now(Exemption exemption, SignIn signIn, DateTimeOffset now) =>
        ExemptionMessages.Of(new EnforceExemption(exemption.TenantId, exemption.Identity.Id, exemption.Id, now)) with
        {
            Id = MessageIds.From(EnforceExemption.Kind, signIn.TenantId, exemption.Id, "gate", exemption.Revision.ToString(CultureInfo.InvariantCulture)),
        };

    private Task SaveAsync(ExemptionAddress address, Versioned<WatchRow>? found, WatchRow next, CancellationToken ct)
    {
        var changes = address.NewChanges();
        changes.Save(WatchRow.Key(address.RowPrefix), next, found, ExceptionsJson.Default.WatchRow);
        return outbox.CommitAsync(changes, ct);
    }
}
