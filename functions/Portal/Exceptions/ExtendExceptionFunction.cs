using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Exceptions;

public sealed class ExtendExceptionFunction(WordDesk desk, PortalDoor door)
{
    private const string Name = "ExtendException";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/exceptions/{id}/extend")] HttpRequest request, CancellationToken ct) =>
        door.SayAsync(request, Name, desk, ExceptionWordKind.Extend, ct);
}
