using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Rotations;

public sealed class ListRotationsFunction(CaseList cases, PortalDoor door)
{
    private const string Name = "ListRotations";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/rotations")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted => Answers.Json(request, await cases.ReadRotationsAsync(Answers.QueryOf(request), admitted.Scope, ct)));
}
