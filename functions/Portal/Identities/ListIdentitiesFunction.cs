using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Identities;

public sealed class ListIdentitiesFunction(IdentityList identities, PortalDoor door)
{
    private const string Name = "ListIdentities";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/identities")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted => Answers.Json(request, await identities.ReadPageAsync(Answers.QueryOf(request), admitted.Scope, ct)));
}
