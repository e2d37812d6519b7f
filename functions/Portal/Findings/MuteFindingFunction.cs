using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Findings;

public sealed class MuteFindingFunction(MuteDesk desk, PortalDoor door)
{
    private const string Name = "MuteFinding";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/findings/{id}/mute")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted =>
            await desk.MuteAsync(Answers.RouteValue(request, "id"), await Answers.BodyAsync(request, MuteBodyJson.Default.MuteAsk, ct), admitted.Person, admitted.Scope, ct)
                ? Results.StatusCode(StatusCodes.Status202Accepted)
                : Answers.Missing("finding"));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(MuteAsk))]
internal sealed partial class MuteBodyJson : JsonSerializerContext;
