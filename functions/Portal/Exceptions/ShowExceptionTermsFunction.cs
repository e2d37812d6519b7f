using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Exceptions;

public sealed class ShowExceptionTermsFunction(TermsList terms, PortalDoor door)
{
    private const string Name = "ShowExceptionTerms";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/exception-terms")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async _ => Answers.Json(request, await terms.ReadAllAsync(ct)));
}
