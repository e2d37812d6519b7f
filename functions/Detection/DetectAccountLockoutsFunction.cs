using Azure.Messaging;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Detection;

public sealed class DetectAccountLockoutsFunction(DetectAccountLockoutsHandler handler, EventIntake intake)
{
    [Function("DetectAccountLockouts")]
    public Task RunAsync([EventGridTrigger(IsBatched = true)] CloudEvent[] events, CancellationToken ct) =>
        intake.HandleAsync(events, NhiJson.Default.AccountLockedOut, handler.HandleAsync, Queues.DetectionRetry, ct);
}
