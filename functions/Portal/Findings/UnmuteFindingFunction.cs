using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Findings;

public sealed class UnmuteFindingFunction(MuteDesk desk, PortalDoor door)
{
    private const string Name = "UnmuteFinding";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/findings/{id}/unmute")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted => await desk.UnmuteAsync(Answers.RouteValue(request, "id"), admitted.Person, admitted.Scope, ct) ? Results.StatusCode(StatusCodes.Status202Accepted) : Answers.Missing("finding"));
}
