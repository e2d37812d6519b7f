using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Letters;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Letters;

public sealed class ReplayDeadLetterFunction(DeadLetterDesk letters, PortalDoor door)
{
    private const string Name = "ReplayDeadLetter";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/dead-letters/replay")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted =>
        {
            var body = await Answers.BodyAsync(request, LetterJson.Default.LetterBody, ct);
            return await letters.ReplayAsync(body.Entity, body.Sequence, admitted.Person, ct) ? Results.StatusCode(StatusCodes.Status202Accepted) : Answers.Missing("dead letter");
        });
}

/// <summary>Which message is sent again.</summary>
internal sealed record LetterBody
{
    public string? Entity { get; init; }

    public long? Sequence { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(LetterBody))]
internal sealed partial class LetterJson : JsonSerializerContext;
