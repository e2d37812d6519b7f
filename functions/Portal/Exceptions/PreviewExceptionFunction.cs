using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Exceptions;

public sealed class PreviewExceptionFunction(RequestDesk desk, PortalDoor door)
{
    private const string Name = "PreviewException";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/exception-preview")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted => Results.Json(
            await desk.PreviewAsync(await Answers.BodyAsync(request, ExceptionJson.Default.ExceptionAsk, ct), admitted.Person, admitted.Scope, ct), ExceptionJson.Default.RequestPreview));
}
