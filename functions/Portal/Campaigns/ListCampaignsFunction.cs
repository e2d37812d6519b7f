using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Campaigns;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Campaigns;

public sealed class ListCampaignsFunction(CampaignList campaigns, PortalDoor door)
{
    private const string Name = "ListCampaigns";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/campaigns")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async _ => Answers.Json(request, await campaigns.ReadAsync(ct)));
}
