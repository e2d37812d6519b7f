using Microsoft.Extensions.Logging;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Ingest.Canary;

/// <summary>Makes one canary sign-in. That its row comes is for coverage to see; here is said only when none was made.</summary>
public sealed class SignInAsCanaryHandler(ICanary canary, ILogger<SignInAsCanaryHandler> log)
{
    public async Task HandleAsync(CancellationToken ct)
    {
        var answer = await canary.SignInAsync(ct);
        Telemetry.CanarySignIns.Add(1, new KeyValuePair<string, object?>("outcome", answer.SignedIn ? "signed-in" : "refused"));
        if (!answer.SignedIn)
        {
            log.CanaryRefused(answer.Reason ?? "no reason");
        }
    }
}
