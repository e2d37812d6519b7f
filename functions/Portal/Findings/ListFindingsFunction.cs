using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Findings;

public sealed class ListFindingsFunction(FindingList findings, PortalDoor door)
{
    private const string Name = "ListFindings";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/findings")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted => Answers.Json(request, await findings.ReadPageAsync(Answers.QueryOf(request), admitted.Scope, ct)));
}
