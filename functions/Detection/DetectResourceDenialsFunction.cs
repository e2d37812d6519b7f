using Azure.Messaging;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Detection;

public sealed class DetectResourceDenialsFunction(DetectResourceDenialsHandler handler, EventIntake intake)
{
    [Function("DetectResourceDenials")]
    public Task RunAsync([EventGridTrigger(IsBatched = true)] CloudEvent[] events, CancellationToken ct) =>
        intake.HandleAsync(events, NhiJson.Default.ResourceDenied, FailedAsync, Queues.DetectionRetry, ct);

    private async Task<IReadOnlyList<ResourceDenied>> FailedAsync(IReadOnlyList<ResourceDenied> denials, CancellationToken ct) =>
        [.. (await handler.HandleAsync(denials, ct)).SelectMany(failed => failed.Events)];
}
