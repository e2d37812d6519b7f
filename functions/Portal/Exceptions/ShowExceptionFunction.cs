using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Exceptions;

public sealed class ShowExceptionFunction(ExceptionList exceptions, PortalDoor door)
{
    private const string Name = "ShowException";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/exceptions/{id}")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted => await exceptions.ReadOneAsync(Answers.RouteValue(request, "id"), admitted.Scope, ct) is { } found ? Answers.Json(request, found) : Answers.Missing("exception"));
}
