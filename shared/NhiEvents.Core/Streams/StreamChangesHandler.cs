using System.Globalization;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Streams;

/// <summary>Hands what changed to each outlet that takes it: one message per outlet, so that the outage of one holds up no other.</summary>
/// <remarks>Repeatable: ids come from what changed.</remarks>
public sealed class StreamChangesHandler(IMessageBus bus, IOptions<StreamOptions> options)
{
    public Task<Outcome.Final> HandleAsync(FindingChanged changed, DateTimeOffset at, CancellationToken ct) => HandOutAsync(
        new DeliverRecord(changed.TenantId, MessageIds.From("finding", changed.Finding.Id, Text(changed.Revision)), HouseRecordKind.Finding, at) { Finding = changed.Finding, IsFirst = changed.Revision == 1 }, ct);

    public Task<Outcome.Final> HandleAsync(ExemptionChanged changed, CancellationToken ct) => DecidedAsync(
        changed.TenantId, changed.At, changed.Revision, new DecisionNote("exception", changed.ExemptionId, CamelCase.Of(changed.State)) { IdentityId = changed.IdentityId, Text = changed.Text }, ct);

    public Task<Outcome.Final> HandleAsync(ExemptionRefused refused, CancellationToken ct) => DecidedAsync(
        refused.TenantId, refused.At, 0, new DecisionNote("exception-request", refused.RequestId, "refused") { IdentityId = refused.IdentityId, Text = string.Join(' ', refused.Faults) }, ct);

    public Task<Outcome.Final> HandleAsync(RotationChanged changed, CancellationToken ct) => DecidedAsync(
        changed.TenantId, changed.At, changed.Revision, new DecisionNote("rotation", changed.RotationId, CamelCase.Of(changed.State)) { IdentityId = changed.IdentityId, Text = changed.Text }, ct);

    public Task<Outcome.Final> HandleAsync(TicketChanged changed, CancellationToken ct) => DecidedAsync(
        changed.TenantId, changed.At, changed.Revision, new DecisionNote("ticket", changed.CaseKey, CamelCase.Of(changed.State)) { Text = $"{changed.Number} {changed.Title}" }, ct);

    public Task<Outcome.Final> HandleAsync(MuteChanged changed, CancellationToken ct) => DecidedAsync(
        changed.TenantId, changed.At, changed.Revision, new DecisionNote("finding", changed.FindingId, CamelCase.Of(changed.State)) { IdentityId = changed.IdentityId, Text = changed.Why }, ct);

    public async Task<Outcome.Final> HandleAsync(LedgerNoted noted, CancellationToken ct)
    {
        foreach (var entry in noted.Entries)
        {
            await HandOutAsync(new DeliverRecord(noted.TenantId, MessageIds.From("ledger", entry.Partition, Text(entry.Sequence), entry.Hash), HouseRecordKind.Ledger, noted.At) { Ledger = entry }, ct);
        }

        return Outcome.Done;
    }

    /// <summary>What reactions and digests want told: it names no outlet yet.</summary>
    internal async Task<Outcome.Final> HandOutAsync(DeliverRecord record, CancellationToken ct)
    {
        List<OutgoingMessage> copies = [.. options.Value.Outlets.Where(outlet => outlet.Value.Takes(record)).Select(outlet => StreamMessages.Of(record with { Outlet = outlet.Key }))];
        if (copies.Count > 0)
        {
            await bus.SendAsync(Queues.Deliveries, copies, ct);
        }

        return Outcome.Done;
    }

    private Task<Outcome.Final> DecidedAsync(string tenantId, DateTimeOffset at, long revision, DecisionNote note, CancellationToken ct) =>
        HandOutAsync(new DeliverRecord(tenantId, MessageIds.From(note.About, note.Id, Text(revision)), HouseRecordKind.Decision, at) { Decision = note }, ct);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
