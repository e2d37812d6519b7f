using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Findings;

public sealed class ExportFindingsFunction(FindingList findings, PortalDoor door)
{
    private const string Name = "ExportFindings";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/export/findings")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted => Results.Json(await findings.ReadOpenAsync(admitted.Scope, ct), NhiJson.Default.FindingsDocument));
}
