using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Audit;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Audit;

public sealed class ListLedgerFunction(AuditReader ledger, PortalDoor door)
{
    private const string Name = "ListLedger";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/ledger")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async _ => Answers.Json(request, await ledger.ReadPageAsync(Answers.QueryOf(request), ct)));
}
