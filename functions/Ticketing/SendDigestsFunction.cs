using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Streams.Digests;

namespace NhiEvents.Functions.Ticketing;

public sealed class SendDigestsFunction(SendDigestsHandler handler)
{
    [Function("SendDigests")]
    public Task RunAsync([TimerTrigger("0 0 6 * * *")] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
