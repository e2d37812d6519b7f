using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Exceptions;

public sealed class ApproveExceptionFunction(WordDesk desk, PortalDoor door)
{
    private const string Name = "ApproveException";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/exceptions/{id}/approve")] HttpRequest request, CancellationToken ct) =>
        door.SayAsync(request, Name, desk, ExceptionWordKind.Approve, ct);
}
