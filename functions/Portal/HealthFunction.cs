using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Ports;

namespace NhiEvents.Functions.Portal;

public sealed class HealthFunction(IStateStore store)
{
    /// <summary>200 when the app can read its state; anything else is an error the platform reports.</summary>
    [Function("Health")]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request, CancellationToken ct)
    {
        await store.ReadAsync("health", "health", ct);
        return Results.Text("healthy");
    }
}
