using Azure.Messaging;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Rotation;

public sealed class RememberUseFunction(RememberUseHandler handler, EventIntake intake)
{
    [Function("RememberUse")]
    public Task RunAsync([EventGridTrigger(IsBatched = true)] CloudEvent[] events, CancellationToken ct) =>
        intake.HandleAsync(events, NhiJson.Default.SignIn, handler.HandleAsync, Queues.RotationsRetry, ct);
}
