using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Rotations;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Rotations;

/// <summary>How a person's word about a rotation is answered.</summary>
internal static class RotationAnswers
{
    /// <param name="say">False: there is no such rotation.</param>
    public static Task<IResult> SayAsync(this PortalDoor door, HttpRequest request, string function, Func<RotationWordBody, AccessDecision.Admit, Task<bool>> say, CancellationToken ct) =>
        door.AnswerAsync(request, function, async admitted => await say(await Answers.BodyAsync(request, RotationBodyJson.Default.RotationWordBody, ct), admitted)
            ? Results.StatusCode(StatusCodes.Status202Accepted)
            : Answers.Missing("rotation"));
}

/// <summary>What comes with a word.</summary>
internal sealed record RotationWordBody
{
    /// <summary>Of hold and abort.</summary>
    public string? Reason { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RotationAsk))]
[JsonSerializable(typeof(RotationWordBody))]
internal sealed partial class RotationBodyJson : JsonSerializerContext;
