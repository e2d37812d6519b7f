using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Tickets;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Findings;

public sealed class ShowFindingFunction(TicketList tickets, PortalDoor door)
{
    private const string Name = "ShowFinding";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/findings/{id}")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted => await tickets.ReadFindingAsync(Answers.RouteValue(request, "id"), admitted.Scope, ct) is { } found ? Answers.Json(request, found) : Answers.Missing("finding"));
}
