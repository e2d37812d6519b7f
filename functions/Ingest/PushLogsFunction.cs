using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Ingest;

namespace NhiEvents.Functions.Ingest;

/// <summary>For a SIEM or an agent that pushes: the same rows as the Event Hub, as the body of a POST.</summary>
public sealed class PushLogsFunction(IngestHandler handler)
{
    [Function("PushLogs")]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "logs")] HttpRequest request, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        var counts = await handler.HandleAsync([body.GetBuffer().AsMemory(0, (int)body.Length)], ct);
        return Results.Ok(counts);
    }
}
