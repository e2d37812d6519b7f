using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Playbooks;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Records;

/// <summary>Reactions and what is known of their identities: both in the identity's partition, so that one transaction holds a finding and all that it causes.</summary>
public sealed class ReactionRepository(IStateStore store, Outbox outbox, TimeProvider time)
{
    internal const string Kind = "reaction";

    internal static StateChanges NewChanges(string tenantId, string identityId) => new(tenantId, Kind, KeyText.Clean(identityId));

    internal Task<Versioned<IdentityRow>?> FindIdentityAsync(string tenantId, string identityId, CancellationToken ct) =>
        store.ReadAsync(PartitionOf(tenantId, identityId), IdentityRow.Key(identityId), ResponseJson.Default.IdentityRow, ct);

    /// <summary>What the registry says of an identity. It may be registered without its tenant.</summary>
    internal async Task<IdentityRow> FactsOfAsync(string tenantId, string identityId, CancellationToken ct)
    {
        var own = (await FindIdentityAsync(tenantId, identityId, ct))?.Value ?? IdentityRow.Empty;
        var any = (await FindIdentityAsync(IdentityRegistered.AnyTenant, identityId, ct))?.Value ?? IdentityRow.Empty;
        return own with
        {
            RegistryOwner = own.RegistryOwner ?? any.RegistryOwner,
            Protected = own.Protected || any.Protected,
            Tags = [.. own.Tags.Union(any.Tags, StringComparer.OrdinalIgnoreCase)],
        };
    }

    /// <summary>Whether somebody keeps a registry: only then does an absence from it say anything.</summary>
    internal async Task<bool> HasRegistryAsync(string tenantId, CancellationToken ct)
    {
        foreach (var tenant in new[] { tenantId, IdentityRegistered.AnyTenant }.Distinct())
        {
            if (await store.ReadAsync(PartitionOf(tenant, RegistryRow.Aggregate), RegistryRow.Key, ct) is not null)
            {
                return true;
            }
        }

        return false;
    }

    internal Task<StateRow?> FindCopyRowAsync(string tenantId, string identityId, string findingId, CancellationToken ct) =>
        store.ReadAsync(PartitionOf(tenantId, identityId), FindingCopyRow.Key(identityId, findingId), ct);

    internal Task<Versioned<FindingCopyRow>?> FindCopyAsync(string tenantId, string identityId, string findingId, CancellationToken ct) =>
        store.ReadAsync(PartitionOf(tenantId, identityId), FindingCopyRow.Key(identityId, findingId), ResponseJson.Default.FindingCopyRow, ct);

    internal Task<Versioned<Reaction>?> FindAsync(string tenantId, string identityId, string reactionId, CancellationToken ct) =>
        store.ReadAsync(PartitionOf(tenantId, identityId), Reaction.Key(identityId, reactionId), ResponseJson.Default.Reaction, ct);

    /// <summary>The reaction that has asked for this exception; null when a person has, or another reaction.</summary>
    internal async Task<Versioned<Reaction>?> FindGrantAsync(string tenantId, string identityId, string exemptionId, CancellationToken ct)
    {
        await foreach (var row in store.ReadPrefixAsync(PartitionOf(tenantId, identityId), Reaction.Prefix(identityId), ct))
        {
            if (row.As(ResponseJson.Default.Reaction) is { Value.Kind: ReactionKind.GrantException } found && Containing.StandingApprovals.ExemptionOf(found.Value) == exemptionId)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The reactions on a finding.</summary>
    internal async Task<IReadOnlyList<Reaction>> OfFindingAsync(string tenantId, Finding finding, CancellationToken ct) =>
        [.. (await RowsOfFindingAsync(tenantId, finding, ct)).Select(row => row.As(ResponseJson.Default.Reaction).Value)];

    /// <inheritdoc cref="OfFindingAsync"/>
    internal async Task<IReadOnlyList<StateRow>> RowsOfFindingAsync(string tenantId, Finding finding, CancellationToken ct)
    {
        var all = new List<StateRow>();
        await foreach (var row in store.ReadPrefixAsync(PartitionOf(tenantId, finding.Identity.Id), Reaction.Prefix(finding.Identity.Id), ct))
        {
            if (row.As(ResponseJson.Default.Reaction).Value.FindingId == finding.Id)
            {
                all.Add(row);
            }
        }

        return all;
    }

    /// <summary>Tells a ticket what became of a person's word that changed nothing. The same word is said once.</summary>
    internal Task TellAsync(string tenantId, string identityId, string caseKey, string word, string text, CancellationToken ct)
    {
        var changes = NewChanges(tenantId, identityId);
        changes.Record(new LedgerFact(LedgerFact.System("response"), "reaction-word-refused", LedgerPhase.Decision, word, [new("identity", identityId)]));
        changes.Send(Queues.Tickets, ReactionMessages.Of(new CommentTicket(tenantId, caseKey, Contracts.MessageIds.From("word", word), text, time.GetUtcNow())));
        return outbox.CommitAsync(changes, ct);
    }

    /// <summary>Every reaction, the newest first.</summary>
    public async Task<IReadOnlyList<Reaction>> ReadAllAsync(CancellationToken ct)
    {
        var all = new List<Reaction>();
        foreach (var tenant in await store.ReadTenantsAsync(Kind, ct))
        {
            foreach (var partition in Partition.All(tenant, Kind))
            {
                await foreach (var row in store.ReadPrefixAsync(partition, "", ct))
                {
                    if (row.RowKey.StartsWith('~'))
                    {
                        break;
                    }

                    if (Reaction.Is(row.RowKey))
                    {
                        all.Add(row.As(ResponseJson.Default.Reaction).Value);
                    }
                }
            }
        }

        return [.. all.OrderByDescending(reaction => reaction.At).ThenBy(reaction => reaction.Id, StringComparer.Ordinal)];
    }

    /// <summary>Writes one step of a reaction: the record, its due row, the ledger's entry and what the ticket is told, in one transaction.</summary>
    /// <param name="runAt">When it is looked at next; null for never.</param>
    /// <param name="tell">Whether the ticket is told.</param>
    internal async Task<Reaction> SaveAsync(Versioned<Reaction> found, Reaction next, DateTimeOffset? runAt, LedgerPhase phase, bool tell, CancellationToken ct, Action<StateChanges>? also = null)
    {
        var changes = NewChanges(next.TenantId, next.Identity.Id);
        if (found.Value.DueAt is { } old && await store.ReadAsync(changes.PartitionKey, DueRow.Key(old, next.Id), ct) is { } row)
        {
            changes.ClearDue(row);
        }

        next = next with { Revision = found.Value.Revision + 1, DueAt = null };
        if (runAt is { } wanted)
        {
            next = next with { DueAt = wanted == found.Value.DueAt ? wanted.AddTicks(1) : wanted };
            AddRun(changes, next);
        }

        changes.Save(Reaction.Key(next.Identity.Id, next.Id), next, found, ResponseJson.Default.Reaction);
        changes.Record(Fact(next, phase));
        if (tell)
        {
            changes.Send(Queues.Tickets, ReactionMessages.Of(new CommentTicket(next.TenantId, next.CaseKey, Contracts.MessageIds.From(next.Id, next.State.ToString(), next.Text), TicketText.Line(next)!, time.GetUtcNow())));
        }

        also?.Invoke(changes);
        await outbox.CommitAsync(changes, ct);
        return next;
    }

    /// <summary>Adds a new reaction to a transaction of its identity.</summary>
    internal static void Add(StateChanges changes, Reaction reaction, DateTimeOffset now)
    {
        reaction = reaction.State is ReactionState.Waiting ? reaction with { DueAt = now } : reaction;
        if (reaction.DueAt is not null)
        {
            AddRun(changes, reaction);
        }

        changes.Save(Reaction.Key(reaction.Identity.Id, reaction.Id), reaction, null, ResponseJson.Default.Reaction);
        changes.Record(Fact(reaction, LedgerPhase.Decision));
    }

    private static void AddRun(StateChanges changes, Reaction reaction) => changes.SendAt(
        reaction.DueAt!.Value, reaction.Id, Queues.ReactionsDue, ReactionMessages.Of(new RunReaction(reaction.TenantId, reaction.Identity.Id, reaction.Id, reaction.DueAt.Value), reaction.Revision));

    private static LedgerFact Fact(Reaction reaction, LedgerPhase phase) => new(
        LedgerFact.System("response"), $"reaction-{PlaybookBook.NameOf(reaction.Kind)}", phase, reaction.Id,
        [new("identity", reaction.Identity.Id), new("finding", reaction.FindingType), new("playbook", reaction.Playbook), new("mode", reaction.Mode.ToString()), new("state", reaction.State.ToString())]);

    private static string PartitionOf(string tenantId, string identityId) => Partition.For(tenantId, Kind, KeyText.Clean(identityId));
}
