using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Overview;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Overview;

public sealed class ShowFeedFunction(OverviewReader overview, PortalDoor door)
{
    private const string Name = "ShowFeed";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/feed")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted => Answers.Json(request, await overview.ReadFeedAsync(Answers.QueryOf(request), admitted.Scope, ct)));
}
