using Azure.Messaging;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Response.Causes;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Response;

public sealed class WatchPolicyChangesFunction(CauseHandler handler, EventIntake intake)
{
    [Function("WatchPolicyChanges")]
    public Task RunAsync([EventGridTrigger(IsBatched = true)] CloudEvent[] events, CancellationToken ct) =>
        intake.HandleAsync(events, NhiJson.Default.DirectoryChanged, handler.HandleAsync, Queues.ResponseRetry, ct);
}
