using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Overview;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Control;

public sealed class ShowSystemFunction(OverviewReader overview, PortalDoor door)
{
    private const string Name = "ShowSystem";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/system")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async _ => Answers.Json(request, await overview.ReadSystemAsync(ct)));
}
