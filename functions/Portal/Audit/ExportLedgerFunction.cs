using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Audit;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Audit;

public sealed class ExportLedgerFunction(AuditExport export, PortalDoor door)
{
    private const string Name = "ExportLedger";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/export/ledger")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async _ => Answers.File(request, await export.ReadAsync(Answers.QueryOf(request), ct)));
}
