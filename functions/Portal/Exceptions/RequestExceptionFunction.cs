using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Exceptions;

public sealed class RequestExceptionFunction(RequestDesk desk, PortalDoor door)
{
    private const string Name = "RequestException";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/exceptions")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted => ExceptionAnswers.Of(
            request, await desk.RequestAsync(await Answers.BodyAsync(request, ExceptionJson.Default.ExceptionAsk, ct), request.Headers[ExceptionAnswers.Key], admitted.Person, admitted.Scope, ct)));
}
