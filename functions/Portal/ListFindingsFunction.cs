using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Portal;

namespace NhiEvents.Functions.Portal;

public sealed class ListFindingsFunction(FindingList findings)
{
    [Function("ListFindings")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "findings")] HttpRequest request, CancellationToken ct) =>
        Results.Json(new FindingsDocument(1, await findings.ReadOpenAsync(ct)), NhiJson.Default.FindingsDocument);
}
