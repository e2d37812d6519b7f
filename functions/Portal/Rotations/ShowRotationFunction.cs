using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Rotations;

public sealed class ShowRotationFunction(CaseList cases, PortalDoor door)
{
    private const string Name = "ShowRotation";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/rotations/{id}")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted => await cases.ReadRotationAsync(Answers.RouteValue(request, "id"), admitted.Scope, ct) is { } found ? Answers.Json(request, found) : Answers.Missing("rotation"));
}
