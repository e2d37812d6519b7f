using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Rotations;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Rotations;

public sealed class ResumeRotationFunction(RotationDesk desk, PortalDoor door)
{
    private const string Name = "ResumeRotation";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/rotations/{id}/resume")] HttpRequest request, CancellationToken ct) =>
        door.SayAsync(request, Name, async (_, admitted) => await desk.ResumeAsync(Answers.RouteValue(request, "id"), admitted.Person, admitted.Scope, ct), ct);
}
