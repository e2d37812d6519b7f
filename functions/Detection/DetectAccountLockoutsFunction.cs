using Azure.Messaging;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Detection;

public sealed class DetectAccountLockoutsFunction(DetectAccountLockoutsHandler handler, EventIntake intake)
{
    [Function("DetectAccountLockouts")]
    public Task RunAsync([EventGridTrigger(IsBatched = true)] CloudEvent[] events, CancellationToken ct) =>
        intake.HandleAsync(events, NhiJson.Default.AccountLockedOut, FailedAsync, Queues.DetectionRetry, ct);

    private async Task<IReadOnlyList<AccountLockedOut>> FailedAsync(IReadOnlyList<AccountLockedOut> lockouts, CancellationToken ct) =>
        [.. (await handler.HandleAsync(lockouts, ct)).SelectMany(failed => failed.Events)];
}
