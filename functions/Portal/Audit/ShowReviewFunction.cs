using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Audit;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Audit;

public sealed class ShowReviewFunction(ReviewDesk reviews, PortalDoor door)
{
    private const string Name = "ShowReview";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/reviews/{id}")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async _ => await reviews.ReadAsync(Answers.RouteValue(request, "id"), ct) is { } pack ? Answers.Json(request, pack) : Answers.Missing("quarter"));
}
