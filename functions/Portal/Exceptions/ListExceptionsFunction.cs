using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Exceptions;

public sealed class ListExceptionsFunction(ExceptionList exceptions, PortalDoor door)
{
    private const string Name = "ListExceptions";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/exceptions")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted => Answers.Json(request, await exceptions.ReadPageAsync(Answers.QueryOf(request), admitted.Scope, ct)));
}
