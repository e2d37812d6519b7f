using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Ingest.Canary;

namespace NhiEvents.Functions.Ingest;

/// <summary>Disabled by the platform's own setting <c>AzureWebJobs.SignInAsCanary.Disabled</c> until a canary's application is registered (docs/operate.md).</summary>
public sealed class SignInAsCanaryFunction(SignInAsCanaryHandler handler)
{
    /// <summary>Every ten minutes: a log in which nothing else happens is then known to be alive.</summary>
    [Function("SignInAsCanary")]
    public Task RunAsync([TimerTrigger("0 */10 * * * *")] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
