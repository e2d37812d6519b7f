using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Response.Muting;
using NhiEvents.Core.Response.Playbooks;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response;

/// <summary>Reacts to a finding: what it belongs to, which playbook it gets, and what is sent. One transaction holds it all.</summary>
/// <remarks>Repeatable and in any order: the newest revision of a finding counts.</remarks>
public sealed class ReactHandler(
    ReactionRepository reactions, OwnerResolution owners, PlaybookBook book, Outbox outbox, IOptions<ResponseOptions> options, TimeProvider time, ILogger<ReactHandler> log)
{
    public Task<Outcome.Final> HandleAsync(FindingChanged changed, CancellationToken ct) => changed.Finding.FindingType == OwnerMissing.Number
        ? Task.FromResult(Outcome.Done)
        : Race.RunAsync(() => ReactAsync(changed, ct));

    private async Task<Outcome.Final> ReactAsync(FindingChanged changed, CancellationToken ct)
    {
        var (finding, now) = (changed.Finding, time.GetUtcNow());
        var found = await reactions.FindIdentityAsync(changed.TenantId, finding.Identity.Id, ct);
        var row = found?.Value ?? IdentityRow.Empty;
        var known = row.Findings.GetValueOrDefault(finding.Id);
        if (known?.Revision >= changed.Revision)
        {
            return Outcome.Done;
        }

        var changes = ReactionRepository.NewChanges(changed.TenantId, finding.Identity.Id);
        var open = finding.State is FindingState.Open;
        if (known is null && open && await SuppressionOfAsync(changed, now, ct) is { } window)
        {
            var fresh = new KnownFinding(finding.FindingType, changed.Revision, true, finding.Id, null, finding.Count, finding.Severity);
            known = MuteWords.Begin(changes, finding.Identity.Id, finding.Id, fresh, new KnownMute(window.Until, finding.Severity, HasBegun: false), $"{window.Name}: {window.Reason}", LedgerFact.System("response"), null, now);
        }
        else if (known is null && open)
        {
            (row, known) = await BeginAsync(changed, row, changes, now, ct);
        }
        else if (known is null)
        {
            known = new KnownFinding(finding.FindingType, changed.Revision, false, finding.Id, null, finding.Count, finding.Severity); // over before it began
        }
        else if (known.Mute is { } mute)
        {
            if (open && finding.Severity > mute.Severity)
            {
                (row, known) = await ComeBackAsync(changed, row, known, changes, $"It has worsened: {finding.Severity.ToString().ToLowerInvariant()}.", LedgerFact.System("response"), null, ct);
            }

            known = known with { Revision = changed.Revision, Open = open, Count = finding.Count, Severity = finding.Severity };
        }
        else
        {
            await GoOnAsync(changed, row, known, changes, now, ct);
            known = known with { Revision = changed.Revision, Open = open, Count = finding.Count, Severity = finding.Severity };
        }

        row = row with { Findings = new Dictionary<string, KnownFinding>(row.Findings) { [finding.Id] = known } };
        changes.Save(IdentityRow.Key(finding.Identity.Id), row, found, ResponseJson.Default.IdentityRow);
        changes.Overwrite(FindingCopyRow.Key(finding.Identity.Id, finding.Id), new FindingCopyRow(changed), await reactions.FindCopyRowAsync(changed.TenantId, finding.Identity.Id, finding.Id, ct), ResponseJson.Default.FindingCopyRow);
        await outbox.CommitAsync(changes, ct);
        return Outcome.Done;
    }

    /// <summary>A muted finding is heard again: its ticket opens again, its owner is told again or, when nobody was told yet, all that begins with a finding begins.</summary>
    internal async Task<(IdentityRow Row, KnownFinding Known)> ComeBackAsync(
        string tenantId, string identityId, string findingId, IdentityRow row, KnownFinding known, StateChanges changes, string why, string actor, string? personId, CancellationToken ct) =>
        await reactions.FindCopyAsync(tenantId, identityId, findingId, ct) is { } copy
            ? await ComeBackAsync(copy.Value.Changed, row, known, changes, why, actor, personId, ct)
            : (row, MuteWords.End(changes, identityId, findingId, known, why, actor, personId, time.GetUtcNow()));

    private async Task<(IdentityRow Row, KnownFinding Known)> ComeBackAsync(
        FindingChanged changed, IdentityRow row, KnownFinding known, StateChanges changes, string why, string actor, string? personId, CancellationToken ct)
    {
        var (finding, now, hasBegun) = (changed.Finding, time.GetUtcNow(), known.Mute!.HasBegun);
        known = MuteWords.End(changes, finding.Identity.Id, finding.Id, known, why, actor, personId, now);
        if (finding.State is not FindingState.Open)
        {
            return (row, known);
        }

        if (!hasBegun)
        {
            var (begun, fresh) = await BeginAsync(changed, row, changes, now, ct);
            return (begun, fresh with { MuteRevision = known.MuteRevision });
        }

        var (owner, _) = await owners.FindAsync(changed.TenantId, finding, ct);
        var plan = await PlanAsync(changed, row, known, now, ct);
        if (plan.Any(reaction => reaction is { Kind: ReactionKind.NotifyOwner, State: ReactionState.Done }))
        {
            changes.Send(Queues.Deliveries, ReactionMessages.Of(NoticeText.Of(changed.TenantId, MessageIds.From("notice", finding.Id, owner, known.MuteRevision.ToString(CultureInfo.InvariantCulture)), TicketText.Of(finding, owner, []), now)) with { NotBefore = options.Value.QuietUntil(finding.Severity, now) });
        }

        var made = await reactions.OfFindingAsync(changed.TenantId, finding, ct);
        if (known.Cause is { } cause)
        {
            changes.Send(Queues.Reactions, ReactionMessages.Of(new JoinCause(changed.TenantId, cause, changed.Revision, finding, owner) { NoOffer = !TicketText.Offers(made) }));
        }
        else if (known.CaseKey == finding.Id && Tells(plan))
        {
            changes.Send(Queues.Tickets, ReactionMessages.Of(new OpenTicket(changed.TenantId, finding.Id, changed.Revision, TicketText.Of(finding, owner, made, OfferOf(finding, made, now)), now) { IdentityId = finding.Identity.Id, Change = why }) with
            {
                Id = MessageIds.From(OpenTicket.Kind, finding.Id, "mute", known.MuteRevision.ToString(CultureInfo.InvariantCulture)),
                NotBefore = options.Value.QuietUntil(finding.Severity, now),
            });
        }

        return (row, known);
    }

    private async Task<SuppressionWindow?> SuppressionOfAsync(FindingChanged changed, DateTimeOffset now, CancellationToken ct) => options.Value.Suppressions.Count == 0 ? null
        : SuppressionWindow.For(options.Value.Suppressions, changed.Finding, (await reactions.FactsOfAsync(changed.TenantId, changed.Finding.Identity.Id, ct)).Tags, now);

    private async Task<(IdentityRow Row, KnownFinding Known)> BeginAsync(FindingChanged changed, IdentityRow row, StateChanges changes, DateTimeOffset now, CancellationToken ct)
    {
        var finding = changed.Finding;
        var (owner, isMissing) = await owners.FindAsync(changed.TenantId, finding, ct);
        var facts = await reactions.FactsOfAsync(changed.TenantId, finding.Identity.Id, ct);
        var correlation = Correlation.For(finding, row, options.Value.ExpectedAfterEnd, now);
        var ticket = correlation switch
        {
            Correlation.AfterException after => after.Ticket,
            Correlation.InRotation { Ticket: { } of } => of,
            _ => null,
        };
        var plan = ReactionPlan.For(changed.TenantId, finding, correlation, ticket ?? finding.Id, book, row, facts.Tags, options.Value, now);
        foreach (var reaction in plan)
        {
            ReactionRepository.Add(changes, reaction, now);
            log.Reacted(finding.Identity.Id, finding.FindingType, reaction.Kind, reaction.State);
        }

        var notifies = plan.Any(reaction => reaction is { Kind: ReactionKind.NotifyOwner, State: ReactionState.Done });
        var tells = Tells(plan);
        if (correlation is Correlation.Shared shared && tells)
        {
            changes.Send(Queues.Reactions, ReactionMessages.Of(new JoinCause(changed.TenantId, shared.Cause, changed.Revision, finding, owner) { NotifyOwner = notifies, NoOffer = !TicketText.Offers(plan) }));
        }

        if (plan.Any(reaction => reaction is { Kind: ReactionKind.HoldRotation, State: ReactionState.Done }))
        {
            foreach (var rotation in row.Rotations.Where(rotation => rotation.Value.Open))
            {
                changes.Send(Queues.Rotations, ReactionMessages.Of(new HoldRotation(changed.TenantId, finding.Identity.Id, rotation.Key, finding.Cause, now), finding.Id));
            }
        }

        if (tells && correlation is not Correlation.Shared)
        {
            Tell(changed, ticket, owner, facts.ConfigurationItem, plan, changes, now);
        }

        if (notifies && !(tells && correlation is Correlation.Shared))
        {
            changes.Send(Queues.Deliveries, ReactionMessages.Of(NoticeText.Of(changed.TenantId, finding, owner, now)) with { NotBefore = options.Value.QuietUntil(finding.Severity, now) });
        }

        if (plan.Any(reaction => reaction is { Kind: ReactionKind.StartRotation, State: ReactionState.Done }))
        {
            changes.Send(Queues.Rotations, ReactionMessages.Of(Rotation(changed.TenantId, finding.Identity.Id, finding.FindingType, finding.Id, finding.Id, now)));
        }

        // A log has no owner who could be registered.
        if (isMissing && finding.FindingType != "NHI408" && row.OwnerlessRevision % 2 == 0)
        {
            row = row with { OwnerlessRevision = row.OwnerlessRevision + 1 };
            changes.Send(Topics.Findings, ReactionMessages.Of(new FindingChanged(changed.TenantId, row.OwnerlessRevision, OwnerMissing.Of(changed.TenantId, finding, open: true))));
        }

        return (row, new KnownFinding(finding.FindingType, changed.Revision, true, ticket ?? finding.Id, tells ? (correlation as Correlation.Shared)?.Cause : null, finding.Count, finding.Severity));
    }

    /// <summary>Into the ticket that it belongs to; else into one of its own.</summary>
    private void Tell(FindingChanged changed, string? ticket, string owner, string? configurationItem, IReadOnlyList<Reaction> plan, StateChanges changes, DateTimeOffset now)
    {
        var finding = changed.Finding;
        if (ticket is not null)
        {
            changes.Send(Queues.Tickets, ReactionMessages.Of(new CommentTicket(changed.TenantId, ticket, finding.Id, $"{finding.FindingType} on {finding.Identity.DisplayName}, as is to be expected here: {finding.Cause}", now)));
            return;
        }

        var open = new OpenTicket(changed.TenantId, finding.Id, changed.Revision, TicketText.Of(finding, owner, plan, OfferOf(finding, plan, now)) with { ConfigurationItem = configurationItem }, now) { IdentityId = finding.Identity.Id };
        changes.Send(Queues.Tickets, ReactionMessages.Of(open) with { NotBefore = options.Value.QuietUntil(finding.Severity, now) });
    }

    /// <summary>Comment on change, close with evidence, open again.</summary>
    private async Task GoOnAsync(FindingChanged changed, IdentityRow row, KnownFinding known, StateChanges changes, DateTimeOffset now, CancellationToken ct)
    {
        var finding = changed.Finding;
        var open = finding.State is FindingState.Open;
        if (known.Cause is { } cause)
        {
            if (open != known.Open)
            {
                var (owner, _) = await owners.FindAsync(changed.TenantId, finding, ct);
                changes.Send(Queues.Reactions, ReactionMessages.Of(new JoinCause(changed.TenantId, cause, changed.Revision, finding, owner) { NoOffer = !TicketText.Offers(await reactions.OfFindingAsync(changed.TenantId, finding, ct)) }));
            }
        }
        else if (!open)
        {
            if (known.Open && known.CaseKey == finding.Id)
            {
                changes.Send(Queues.Tickets, ReactionMessages.Of(new CloseTicket(changed.TenantId, finding.Id, changed.Revision, $"The logs show that it is over or never was: {finding.Cause}", now)));
            }
        }
        else if (known.CaseKey == finding.Id && (!known.Open || finding.Severity > known.Severity || Digits(finding.Count) > Digits(known.Count)))
        {
            var (owner, _) = await owners.FindAsync(changed.TenantId, finding, ct);
            var done = await reactions.OfFindingAsync(changed.TenantId, finding, ct);
            if (!Tells(done) && !Tells(await PlanAsync(changed, row, known, now, ct)))
            {
                return; // it has no ticket, and is still not worth one
            }

            changes.Send(Queues.Tickets, ReactionMessages.Of(new OpenTicket(changed.TenantId, finding.Id, changed.Revision, TicketText.Of(finding, owner, done, OfferOf(finding, done, now)), now)
            {
                IdentityId = finding.Identity.Id,
                Change = TicketText.CountLine(finding),
            }) with { NotBefore = options.Value.QuietUntil(finding.Severity, now) });
        }
    }

    /// <summary>What would be done about it, had it begun now.</summary>
    private async Task<IReadOnlyList<Reaction>> PlanAsync(FindingChanged changed, IdentityRow row, KnownFinding known, DateTimeOffset now, CancellationToken ct)
    {
        var facts = await reactions.FactsOfAsync(changed.TenantId, changed.Finding.Identity.Id, ct);
        return ReactionPlan.For(changed.TenantId, changed.Finding, Correlation.For(changed.Finding, row, options.Value.ExpectedAfterEnd, now), known.CaseKey, book, row, facts.Tags, options.Value, now);
    }

    private static bool Tells(IEnumerable<Reaction> reactions) => reactions.Any(reaction => reaction is { Kind: ReactionKind.OpenTicket, State: ReactionState.Done });

    private string? OfferOf(Finding finding, IReadOnlyList<Reaction> made, DateTimeOffset now) => TicketText.Offers(made) ? OfferText.Of(finding.Remedies, options.Value.OfferFor, now) : null;

    internal static StartRotation Rotation(string tenantId, string identityId, string number, string findingId, string caseKey, DateTimeOffset now) =>
        new(tenantId, MessageIds.From("reaction", findingId), identityId, number switch
        {
            "NHI104" => RotationCause.Expired,
            "NHI105" => RotationCause.Rejected,
            _ => RotationCause.Requested,
        }, now)
        {
            Ticket = caseKey,
        };

    /// <summary>One comment for each power of ten: 10, 100, 1,000 failures.</summary>
    private static int Digits(int count) => count.ToString(CultureInfo.InvariantCulture).Length;
}
