using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Exceptions;

/// <summary>Takes what people say about exceptions: approve, deny, extend, revoke. The exceptions app decides; what is certainly refused is answered at once.</summary>
public sealed class WordDesk(IStateStore store, Outbox outbox, TimeProvider time, ExceptionList exceptions, IdentityList identities, TermsList terms, ExceptionRules rules)
{
    private const int ShortestReason = 10;

    private const int MaxReason = 1000;

    /// <param name="key">The same key is the same word.</param>
    /// <param name="ifMatch">ETags of the exception as the person saw it.</param>
    /// <exception cref="BadRequestException">The key is missing.</exception>
    public async Task<AskOutcome> SayAsync(
        string id, ExceptionWordKind what, ExceptionWordBody body, string? key, IReadOnlyList<string?> ifMatch, PortalPerson person, PortalScope scope, CancellationToken ct)
    {
        var asked = AskKey.Of(key, person, $"{what} {id}", body, PortalJson.Default.ExceptionWordBody);
        return await Race.RunAsync<AskOutcome>(async () =>
        {
            if (await exceptions.FindAsync(id, scope, ct) is not { } found)
            {
                return new AskOutcome.Missing();
            }

            var record = found.Value;
            var changes = new StateChanges(record.TenantId, ExceptionList.Kind, record.Id);
            if (await store.ReadAsync(changes.PartitionKey, asked.Row, PortalJson.Default.AskRow, ct) is { } before)
            {
                return asked.Again(before.Value);
            }

            if (!EntityTag.Holds(ifMatch, EntityTag.Of(await exceptions.BytesAsync(record, ct))))
            {
                return new AskOutcome.Stale();
            }

            var now = time.GetUtcNow();
            var faults = await FaultsAsync(record, what, body, asked, person, now, ct);
            if (faults.Count > 0)
            {
                return new AskOutcome.Faulty(faults);
            }

            changes.Save(asked.Row, asked.ToRow(record.Id, now), null, PortalJson.Default.AskRow);
            await exceptions.SaveAsync(changes, record.With(new AskedWord(what, person.Name, now)), found, ct);
            changes.Send(Queues.Exceptions, CommandOf(record, what, body, asked, person));
            await outbox.CommitAsync(changes, ct);
            return new AskOutcome.Asked(record.Id);
        });
    }

    private async Task<IReadOnlyList<PreviewFault>> FaultsAsync(
        ExceptionRecord record, ExceptionWordKind what, ExceptionWordBody body, AskKey asked, PortalPerson person, DateTimeOffset now, CancellationToken ct)
    {
        var faults = new List<PreviewFault>();
        var reason = body.Reason?.Trim() ?? "";
        if (reason.Length > MaxReason || (what is not ExceptionWordKind.Approve && reason.Length < ShortestReason))
        {
            faults.Add(new PreviewFault("reasonMissing", "reason", $"A reason is needed, of {ShortestReason} to {MaxReason} characters."));
        }

        if (record.Last is not { } last)
        {
            faults.Add(new PreviewFault("notDecidable", "state", record.Refused is null ? "The exceptions app has not taken the request yet. Look again in a moment." : "The request was refused: there is nothing to decide. Ask for a new one."));
            return faults;
        }

        var known = await terms.FindAsync(record.TenantId, ct);
        switch (what)
        {
            case ExceptionWordKind.Approve:
                faults.AddRange(rules.ApprovalFaults(last, person.Id, known, now).Select(text => new PreviewFault("notApprovable", "approver", text)));
                break;
            case ExceptionWordKind.Deny when last.State is not ExemptionState.Requested && last.Details?.Extension is null:
                faults.Add(new PreviewFault("nothingOpen", "state", "There is nothing open to deny. To end an exception that is in force, revoke it."));
                break;
            case ExceptionWordKind.Extend when body.End is null:
                faults.Add(new PreviewFault("endMissing", "end", "The new end is missing."));
                break;
            case ExceptionWordKind.Extend:
                var findings = (await identities.ReadAllAsync(ct)).Find(record.IdentityId)?.Entry.Findings ?? [];
                faults.AddRange(rules.ExtensionFaults(last, ExtendOf(record, body, asked, person), findings, known, now).Select(text => new PreviewFault("notExtendable", "end", text)));
                break;
            case ExceptionWordKind.Revoke when last.State is ExemptionState.Denied or ExemptionState.Ended or ExemptionState.EndedUnproven:
                faults.Add(new PreviewFault("isOver", "state", "It is over already."));
                break;
        }

        return faults;
    }

    private static OutgoingMessage CommandOf(ExceptionRecord record, ExceptionWordKind what, ExceptionWordBody body, AskKey asked, PortalPerson person)
    {
        var extension = record.Last is { State: not ExemptionState.Requested, Details.Extension: { } waiting } ? waiting.Id : null;
        return what switch
        {
            ExceptionWordKind.Approve => Of(ApproveExemption.Kind, new ApproveExemption(record.TenantId, record.IdentityId, record.Id, person.Id) { ExtensionId = extension }, NhiJson.Default.ApproveExemption),
            ExceptionWordKind.Deny => Of(DenyExemption.Kind, new DenyExemption(record.TenantId, record.IdentityId, record.Id, person.Id) { ExtensionId = extension, Reason = body.Reason?.Trim() }, NhiJson.Default.DenyExemption),
            ExceptionWordKind.Extend => Of(ExtendExemption.Kind, ExtendOf(record, body, asked, person), NhiJson.Default.ExtendExemption),
            ExceptionWordKind.Revoke => Of(RevokeExemption.Kind, new RevokeExemption(record.TenantId, record.IdentityId, record.Id, person.Id) { Reason = body.Reason?.Trim() }, NhiJson.Default.RevokeExemption),
        };

        OutgoingMessage Of<T>(string kind, T command, JsonTypeInfo<T> type) => new(MessageIds.From(kind, asked.Id), kind, JsonSerializer.SerializeToUtf8Bytes(command, type));
    }

    private static ExtendExemption ExtendOf(ExceptionRecord record, ExceptionWordBody body, AskKey asked, PortalPerson person) =>
        new(record.TenantId, record.IdentityId, record.Id, asked.Id, person.Id, body.End!.Value, body.Reason?.Trim() ?? "") { Emergency = body.Emergency };
}
