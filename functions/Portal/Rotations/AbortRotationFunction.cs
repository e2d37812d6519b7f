using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Rotations;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Rotations;

public sealed class AbortRotationFunction(RotationDesk desk, PortalDoor door)
{
    private const string Name = "AbortRotation";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/rotations/{id}/abort")] HttpRequest request, CancellationToken ct) =>
        door.SayAsync(request, Name, async (body, admitted) => await desk.AbortAsync(Answers.RouteValue(request, "id"), body.Reason, admitted.Person, admitted.Scope, ct), ct);
}
