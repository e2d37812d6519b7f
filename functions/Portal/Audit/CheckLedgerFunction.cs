using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Audit;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Audit;

public sealed class CheckLedgerFunction(AuditReader ledger, PortalDoor door)
{
    private const string Name = "CheckLedger";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/ledger/check")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async _ => Answers.Json(request, await ledger.CheckAsync(ct)));
}
