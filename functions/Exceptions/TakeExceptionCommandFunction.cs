using System.Text.Json.Serialization.Metadata;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Exceptions.Brakes;
using NhiEvents.Core.Exceptions.Commands;
using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Core.Exceptions.Drift.Import;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Exceptions;

public sealed class TakeExceptionCommandFunction(
    RequestExemptionHandler requests, DecideExemptionHandler decisions, BrakeHandler brakes, ReconcileHandler reconcile, ImportHandler imports, Settlement settlement)
{
    [Function("TakeExceptionCommand")]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.Exceptions, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => await settlement.ApplyAsync(await TakeAsync(message.Subject, message.Body.ToMemory(), ct), message, actions, Queues.Exceptions, ct);

    private Task<Outcome> TakeAsync(string kind, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        return kind switch
        {
            RequestExemption.Kind => Hand(NhiJson.Default.RequestExemption, requests.HandleAsync),
            ApproveExemption.Kind => Hand(NhiJson.Default.ApproveExemption, decisions.HandleAsync),
            DenyExemption.Kind => Hand(NhiJson.Default.DenyExemption, decisions.HandleAsync),
            ExtendExemption.Kind => Hand(NhiJson.Default.ExtendExemption, decisions.HandleAsync),
            RevokeExemption.Kind => Hand(NhiJson.Default.RevokeExemption, decisions.HandleAsync),
            StopWrites.Kind => Hand(NhiJson.Default.StopWrites, brakes.HandleAsync),
            ResumeWrites.Kind => Hand(NhiJson.Default.ResumeWrites, brakes.HandleAsync),
            ChangeMode.Kind => Hand(NhiJson.Default.ChangeMode, brakes.HandleAsync),
            ReconcileExclusions.Kind => Hand(NhiJson.Default.ReconcileExclusions, reconcile.HandleAsync),
            ImportExclusions.Kind => Hand(NhiJson.Default.ImportExclusions, imports.HandleAsync),
            _ => Task.FromResult<Outcome>(Outcome.Reject("unknown-kind")),
        };

        async Task<Outcome> Hand<T, TOutcome>(JsonTypeInfo<T> type, Func<T, CancellationToken, Task<TOutcome>> handle)
            where T : class
            where TOutcome : Outcome => Wire.TryRead(body, type, out var command) ? await handle(command, ct) : Outcome.Reject("unreadable-body");
    }
}
