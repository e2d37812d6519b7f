using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Campaigns;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Campaigns;

public sealed class ListCampaignMembersFunction(CampaignList campaigns, PortalDoor door)
{
    private const string Name = "ListCampaignMembers";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/campaigns/{id}")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async _ => await campaigns.ReadPageAsync(Answers.RouteValue(request, "id"), Answers.QueryOf(request), ct) is { } page ? Answers.Json(request, page) : Answers.Missing("campaign"));
}
