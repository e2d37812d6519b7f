using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Tickets;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Tickets;

public sealed class ListTicketsFunction(TicketList tickets, PortalDoor door)
{
    private const string Name = "ListTickets";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tickets")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted => Answers.Json(request, await tickets.ReadPageAsync(Answers.QueryOf(request), admitted.Scope, ct)));
}
