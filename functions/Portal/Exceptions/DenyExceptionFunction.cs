using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Exceptions;

public sealed class DenyExceptionFunction(WordDesk desk, PortalDoor door)
{
    private const string Name = "DenyException";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/exceptions/{id}/deny")] HttpRequest request, CancellationToken ct) =>
        door.SayAsync(request, Name, desk, ExceptionWordKind.Deny, ct);
}
