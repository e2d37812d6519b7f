using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Cases;

public sealed class ListCasesFunction(CaseList cases, PortalDoor door)
{
    private const string Name = "ListCases";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/cases")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted => Answers.Json(request, await cases.ReadPageAsync(Answers.QueryOf(request), admitted.Scope, ct)));
}
