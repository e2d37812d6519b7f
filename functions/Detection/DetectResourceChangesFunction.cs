using Azure.Messaging;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Detection;

public sealed class DetectResourceChangesFunction(DetectResourceChangesHandler handler, EventIntake intake)
{
    [Function("DetectResourceChanges")]
    public Task RunAsync([EventGridTrigger(IsBatched = true)] CloudEvent[] events, CancellationToken ct) =>
        intake.HandleAsync(events, NhiJson.Default.ResourceChanged, handler.HandleAsync, Queues.DetectionRetry, ct);
}
