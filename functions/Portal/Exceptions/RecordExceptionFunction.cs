using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Portal.Exceptions;

public sealed class RecordExceptionFunction(ExceptionList exceptions, TermsList terms, ImportList imports, Settlement settlement)
{
    [Function("RecordException")]
    public async Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.PortalExceptions, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var body = message.Body.ToMemory();
        var outcome = message.Subject switch
        {
            ExemptionChanged.Kind when Wire.TryRead(body, NhiJson.Default.ExemptionChanged, out var change) => await exceptions.RecordAsync(change, ct),
            ExemptionRefused.Kind when Wire.TryRead(body, NhiJson.Default.ExemptionRefused, out var refused) => await exceptions.RecordAsync(refused, ct),
            ExceptionTerms.Kind when Wire.TryRead(body, NhiJson.Default.ExceptionTerms, out var told) => await terms.RecordAsync(told, ct),
            ExclusionsPlanned.Kind when Wire.TryRead(body, NhiJson.Default.ExclusionsPlanned, out var plan) => await imports.RecordAsync(plan, ct),
            _ => Outcome.Reject("unreadable-body"),
        };

        await settlement.ApplyAsync(outcome, message, actions, ct);
    }
}
