using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Campaigns;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Campaigns;

public sealed class RunCampaignFunction(CampaignDesk desk, PortalDoor door)
{
    private const string Name = "RunCampaign";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/campaigns/{id}/runs")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted =>
        {
            var ask = await Answers.BodyAsync(request, CampaignBodyJson.Default.CampaignAsk, ct);
            return await desk.RunAsync(Answers.RouteValue(request, "id"), ask, request.Headers["Idempotency-Key"], admitted.Person, ct) switch
            {
                CampaignOutcome.Asked asked => Results.Json(new CampaignAccepted(asked.RunId, asked.Members), CampaignBodyJson.Default.CampaignAccepted, statusCode: StatusCodes.Status202Accepted),
                CampaignOutcome.Changed { Count: 0 } => Problem.Of(StatusCodes.Status409Conflict, "There is nobody left", "There is no member that this can be done about now. Nothing was done."),
                CampaignOutcome.Changed changed => Problem.Of(StatusCodes.Status409Conflict, "The campaign has changed", $"It would be about {changed.Count} now, and not about as many as you have confirmed. Nothing was done; look again."),
                CampaignOutcome.KeyTaken => Problem.Of(StatusCodes.Status422UnprocessableEntity, "The key is taken", "This Idempotency-Key was used for something else. Send a new one."),
                CampaignOutcome.Missing => Answers.Missing("campaign"),
                _ => throw new UnreachableException(),
            };
        });
}

/// <param name="Members">About so many it is.</param>
internal sealed record CampaignAccepted(string Id, int Members);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CampaignAsk))]
[JsonSerializable(typeof(CampaignAccepted))]
internal sealed partial class CampaignBodyJson : JsonSerializerContext;
