using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Identities;

public sealed class ShowIdentityFunction(IdentityList identities, PortalDoor door)
{
    private const string Name = "ShowIdentity";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/identities/{id}")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted => await identities.ReadOneAsync(Answers.RouteValue(request, "id"), admitted.Scope, ct) is { } found ? Answers.Json(request, found) : Answers.Missing("identity"));
}
