using Azure.Messaging;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Exceptions;

public sealed class WatchDirectoryChangesFunction(WatchChangesHandler handler, EventIntake intake)
{
    [Function("WatchDirectoryChanges")]
    public Task RunAsync([EventGridTrigger(IsBatched = true)] CloudEvent[] events, CancellationToken ct) =>
        intake.HandleAsync(events, NhiJson.Default.DirectoryChanged, handler.HandleAsync, Queues.ExceptionsRetry, ct);
}
