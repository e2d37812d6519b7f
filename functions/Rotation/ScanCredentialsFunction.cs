using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Rotation.Triggers;

namespace NhiEvents.Functions.Rotation;

public sealed class ScanCredentialsFunction(ScanRequest request)
{
    [Function("ScanCredentials")]
    public Task RunAsync([TimerTrigger(ScanRequest.Schedule)] TimerInfo timer, CancellationToken ct) => request.SendAsync(ct);
}
