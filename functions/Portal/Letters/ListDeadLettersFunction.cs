using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Letters;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Letters;

public sealed class ListDeadLettersFunction(DeadLetterDesk letters, PortalDoor door)
{
    private const string Name = "ListDeadLetters";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/dead-letters")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async _ => Answers.Json(request, await letters.ReadAsync(ct)));
}
