using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Campaigns;

/// <summary>Does one thing about many identities when a person has confirmed about how many. Each has its own command, and its own entry in the ledger with the name of the person.</summary>
/// <remarks>Repeatable: the same key goes on where a crash has stopped, with the same members.</remarks>
public sealed class CampaignDesk(CampaignList campaigns, CampaignRuns runs, IStateStore store, Outbox outbox, Pseudonyms pseudonyms, TimeProvider time)
{
    internal const string Kind = "campaign-step";
    private const int MaxText = 500;
    private const int MaxKey = 200;
    private const int ShortestReason = 10;

    /// <param name="key">The same key is the same run.</param>
    /// <exception cref="BadRequestException">Something is missing or makes no sense.</exception>
    public async Task<CampaignOutcome> RunAsync(string campaign, CampaignAsk ask, string? key, PortalPerson person, CancellationToken ct)
    {
        if (CampaignList.Read(campaign) is not { } kind)
        {
            return new CampaignOutcome.Missing();
        }

        var (action, percent, now) = (ActionOf(kind, ask), PercentOf(ask), time.GetUtcNow());
        var digest = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(ask, PortalJson.Default.CampaignAsk)).AsSpan(0, 16));
        var id = MessageIds.From("campaign-run", person.Id, key?.Trim() is { Length: > 0 and <= MaxKey } given ? given : throw new BadRequestException("Idempotency-Key", $"is missing or longer than {MaxKey} characters. Send a random text, and the same one when you send the same again."));
        var begun = (await runs.ReadAllAsync(ct)).FirstOrDefault(run => run.Id == id);
        if (begun is null)
        {
            Check(ask, action, now);
            var askInstead = ask.AskInstead?.Trim() is { Length: > 0 } name ? name : null;
            var plan = await campaigns.PlanAsync(kind, action, percent, askInstead, ct);
            if (plan.Chosen.Count != ask.Count || plan.Chosen.Count == 0)
            {
                return new CampaignOutcome.Changed(plan.Chosen.Count);
            }

            begun = await runs.BeginAsync(new CampaignRun(plan.Chosen[0].TenantId, id, kind, action, person.Name, now, percent, ask.Reason!.Trim(), [.. plan.Chosen.Select(member => member.Identity.Id)])
            {
                Until = action is CampaignAction.Ask ? ask.Until!.Value.ToUniversalTime() : null, AskInstead = askInstead, Digest = digest,
            }, ct);
        }

        if (begun.Digest != digest)
        {
            return new CampaignOutcome.KeyTaken();
        }

        foreach (var member in await campaigns.FindAsync(begun.Campaign, begun.Members, ct))
        {
            await StepAsync(begun, member, person, ct);
        }

        return new CampaignOutcome.Asked(begun.Id, begun.Members.Count);
    }

    /// <summary>One member: its command leaves with its entry in the ledger, once.</summary>
    private Task<bool> StepAsync(CampaignRun run, CampaignMember member, PortalPerson person, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var changes = new StateChanges(member.TenantId, Kind, member.Identity.Id);
        var row = $"{KeyText.Clean(member.Identity.Id)}|{run.Id}";
        if (await store.ReadAsync(changes.PartitionKey, row, ct) is not null)
        {
            return true;
        }

        changes.Save(row, new CampaignStep(run.Id, member.Identity.Id, time.GetUtcNow()), null, PortalJson.Default.CampaignStep);
        changes.Record(new LedgerFact(
            pseudonyms.Of(member.TenantId, person.Id), run.Action is CampaignAction.Ask ? "campaign-asked" : "campaign-rotated", LedgerPhase.Decision, run.Id,
            [new("identity", member.Identity.Id), new("campaign", CamelCase.Of(run.Campaign)), new("percent", run.Percent.ToString(CultureInfo.InvariantCulture))]));
        var step = MessageIds.From(run.Id, member.Identity.Id);
        if (run.Action is CampaignAction.Ask)
        {
            var ask = new AskAttestation(member.TenantId, member.Identity, step, member.Owner == Campaign.Unknown ? run.AskInstead ?? Campaign.Unknown : member.Owner, run.Until!.Value, person.Id, run.At) { RunId = run.Id };
            changes.Send(Queues.Reactions, new OutgoingMessage(MessageIds.From(AskAttestation.Kind, step), AskAttestation.Kind, JsonSerializer.SerializeToUtf8Bytes(ask, NhiJson.Default.AskAttestation)));
        }
        else
        {
            changes.Send(Queues.Rotations, RotationAsks.Of(new StartRotation(member.TenantId, step, member.Identity.Id, RotationCause.Requested, run.At) { RequesterId = person.Id, Reason = run.Reason }));
        }

        await outbox.CommitAsync(changes, ct);
        return true;
    });

    private static CampaignAction ActionOf(CampaignKind kind, CampaignAsk ask) =>
        ask.Action is { } action && CampaignList.ActionsOf(kind).Contains(action) ? action
            : throw new BadRequestException("action", $"is none of this campaign: {string.Join(", ", CampaignList.ActionsOf(kind).Select(CamelCase.Of))}.");

    private static int PercentOf(CampaignAsk ask) => ask.Percent is >= 1 and <= 100 and { } percent ? percent : throw new BadRequestException("percent", "is not a number from 1 to 100.");

    private static void Check(CampaignAsk ask, CampaignAction action, DateTimeOffset now)
    {
        if (ask.Reason?.Trim() is not { Length: >= ShortestReason and <= MaxText })
        {
            throw new BadRequestException("reason", $"is missing, or not of {ShortestReason} to {MaxText} characters.");
        }

        if (ask.AskInstead?.Length > MaxText)
        {
            throw new BadRequestException("askInstead", $"is longer than {MaxText} characters.");
        }

        if (action is CampaignAction.Ask && !(ask.Until > now && ask.Until < now.AddDays(31)))
        {
            throw new BadRequestException("until", "must be a time within the next 30 days: a link that owners answer by always ends.");
        }
    }
}

/// <summary>One member of a run was taken.</summary>
internal sealed record CampaignStep(string RunId, string IdentityId, DateTimeOffset At);

/// <summary>What comes of it.</summary>
public abstract record CampaignOutcome
{
    private CampaignOutcome()
    {
    }

    public sealed record Missing : CampaignOutcome;

    /// <param name="Count">About so many it would be now.</param>
    public sealed record Changed(int Count) : CampaignOutcome;

    public sealed record KeyTaken : CampaignOutcome;

    public sealed record Asked(string RunId, int Members) : CampaignOutcome;
}
