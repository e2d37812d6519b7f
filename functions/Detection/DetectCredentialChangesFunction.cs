using Azure.Messaging;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Governance;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Detection;

public sealed class DetectCredentialChangesFunction(DetectCredentialChangesHandler handler, EventIntake intake)
{
    [Function("DetectCredentialChanges")]
    public Task RunAsync([EventGridTrigger(IsBatched = true)] CloudEvent[] events, CancellationToken ct) =>
        intake.HandleAsync(events, NhiJson.Default.DirectoryChanged, handler.HandleAsync, Queues.DetectionRetry, ct);
}
