using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Overview;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Overview;

public sealed class ShowNowFunction(OverviewReader overview, PortalDoor door)
{
    private const string Name = "ShowNow";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/now")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted => Answers.Json(request, await overview.ReadNowAsync(admitted.Scope, ct)));
}
