using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Control;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Control;

public sealed class StopWritesFunction(WriteBrake brake, PortalDoor door)
{
    private const string Name = "StopWrites";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/system/stop")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted =>
        {
            var body = await Answers.BodyAsync(request, BrakeJson.Default.BrakeBody, ct);
            await brake.StopAsync(body.TenantId, body.Reason, admitted.Person, ct);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        });
}
