using Azure.Messaging;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Exceptions;

public sealed class WatchSignInsFunction(WatchHandler handler, EventIntake intake)
{
    [Function("WatchSignIns")]
    public Task RunAsync([EventGridTrigger(IsBatched = true)] CloudEvent[] events, CancellationToken ct) =>
        intake.HandleAsync(events, NhiJson.Default.SignIn, handler.HandleAsync, Queues.ExceptionsRetry, ct);
}
