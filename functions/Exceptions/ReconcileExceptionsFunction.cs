using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Exceptions.Drift;

namespace NhiEvents.Functions.Exceptions;

public sealed class ReconcileExceptionsFunction(ReconcileRequest request)
{
    /// <summary>Every hour, and within minutes of a change that the audit log shows.</summary>
    [Function("ReconcileExceptions")]
    public Task RunAsync([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken ct) => request.SendAsync(ct);
}
