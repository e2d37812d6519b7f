using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Exceptions.Requests;
using NhiEvents.Core.Exceptions.Writing;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Commands;

/// <summary>Puts a request on the record, or refuses it with every reason.</summary>
/// <remarks>Repeatable: the request id makes the exception's id, and what was decided once stays decided.</remarks>
public sealed class RequestExemptionHandler(
    ExemptionRepository exemptions, ExemptionWrite write, FactsReader facts, Outbox outbox, IOptions<ExemptionOptions> options, TimeProvider time, ILogger<RequestExemptionHandler> log)
{
    private readonly ExemptionRules _rules = options.Value.ToRules();

    public Task<Outcome> HandleAsync(RequestExemption request, CancellationToken ct) => DirectoryTrouble.OrLaterAsync(() => Race.RunAsync<Outcome>(async () =>
    {
        var address = new ExemptionAddress(request.TenantId, request.IdentityId);
        var id = RequestDecision.IdOf(request);
        if (await IsDecidedAsync(address, id, ct))
        {
            return Outcome.Done;
        }

        RequestFacts known;
        try
        {
            known = await facts.ReadAsync(address, request, ct);
        }
        catch (EntraException trouble) when (trouble.Fault is EntraFault.Forbidden)
        {
            // Redelivery does not help, and whoever asked would wait for ever.
            var fault = new RequestFault(RequestFaultKind.NotReadable, $"The tenant could not be read: {trouble.Message} Ask again when that is mended.");
            await RefuseAsync(address, request, id, new RequestDecision.Refuse([fault]), null, ct);
            return Outcome.Done;
        }

        switch (RequestDecision.For(request, known, _rules, time.GetUtcNow()))
        {
            case RequestDecision.Accept accept:
                await write.SaveAsync(address, null, accept.Exemption, "exception-requested", LedgerPhase.Decision, accept.Exemption.People.Requester, _rules.NoticeDays, ct);
                log.Turned(id, request.IdentityId, accept.Exemption.State);
                break;
            case RequestDecision.Refuse when await IsDecidedAsync(address, id, ct):
                break; // it came twice at once: what stands against it is its own exception
            case RequestDecision.Refuse refuse:
                await RefuseAsync(address, request, id, refuse, known, ct);
                break;
            default:
                throw new UnreachableException();
        }

        return Outcome.Done;
    }));

    private async Task<bool> IsDecidedAsync(ExemptionAddress address, string id, CancellationToken ct) =>
        await exemptions.FindAsync(address, id, ct) is not null || await exemptions.FindRefusalAsync(address, id, ct) is not null;

    private async Task RefuseAsync(ExemptionAddress address, RequestExemption request, string id, RequestDecision.Refuse refuse, RequestFacts? known, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        IReadOnlyList<string> faults = [.. refuse.Faults.Select(fault => fault.Text)];
        var changes = address.NewChanges();
        changes.Save(RefusalRow.Key(address.RowPrefix, id), new RefusalRow(request.RequestId, now, faults), null, ExceptionsJson.Default.RefusalRow);
        changes.Record(new LedgerFact(
            write.Actor(request.TenantId, known?.Requester?.PersonId ?? request.RequesterId),
            "exception-refused",
            LedgerPhase.Decision,
            id,
            [new("identity", address.RowPrefix), new("faults", string.Join(',', refuse.Faults.Select(fault => fault.Kind)))]));
        changes.Send(Topics.Changes, ExemptionMessages.Of(new ExemptionRefused(request.TenantId, request.RequestId, request.IdentityId, faults, now) { ExemptionId = id, Ticket = request.Ticket }));
        await outbox.CommitAsync(changes, ct);
        log.Refused(request.RequestId, request.IdentityId, faults.Count);
    }
}
