using Azure.Messaging;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Detection;

public sealed class DetectSignInsFunction(DetectSignInsHandler handler, EventIntake intake)
{
    [Function("DetectSignIns")]
    public Task RunAsync([EventGridTrigger(IsBatched = true)] CloudEvent[] events, CancellationToken ct) =>
        intake.HandleAsync(events, NhiJson.Default.SignIn, FailedAsync, Queues.DetectionRetry, ct);

    private async Task<IReadOnlyList<SignIn>> FailedAsync(IReadOnlyList<SignIn> signIns, CancellationToken ct) =>
        [.. (await handler.HandleAsync(signIns, ct)).SelectMany(failed => failed.Events)];
}
