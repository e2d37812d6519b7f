using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Exceptions;

public sealed class ShowExceptionImportFunction(ImportList imports, PortalDoor door)
{
    private const string Name = "ShowExceptionImport";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/exception-import")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async _ => Answers.Json(request, await imports.ReadAllAsync(ct)));
}
