using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Rotations;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Rotations;

public sealed class StartRotationFunction(RotationDesk desk, PortalDoor door)
{
    private const string Name = "StartRotation";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/rotations")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted =>
        {
            await desk.StartAsync(await Answers.BodyAsync(request, RotationBodyJson.Default.RotationAsk, ct), admitted.Person, ct);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        });
}
