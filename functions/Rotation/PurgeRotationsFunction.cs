using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Rotation;

namespace NhiEvents.Functions.Rotation;

public sealed class PurgeRotationsFunction(PurgeRotationsHandler handler)
{
    /// <summary>Every hour at 25 minutes past, for its share of the rotations and of the applications: each once a day.</summary>
    [Function("PurgeRotations")]
    public Task RunAsync([TimerTrigger("0 25 * * * *")] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
