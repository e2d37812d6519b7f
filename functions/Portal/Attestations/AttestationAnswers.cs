using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Attestations;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Attestations;

/// <summary>What comes with a link.</summary>
internal sealed record AttestationBody
{
    public string? Link { get; init; }

    public AttestationAnswer? Answer { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(CamelCase<AttestationAnswer>)], UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AttestationBody))]
internal sealed partial class AttestationJson : JsonSerializerContext;

/// <summary>What a link opens, as an answer.</summary>
internal static class AttestationAnswers
{
    public static IResult Of(HttpRequest request, AttestationOutcome outcome) => outcome switch
    {
        AttestationOutcome.Question question => Answers.Json(request, question.Body),
        AttestationOutcome.Taken => Results.StatusCode(StatusCodes.Status202Accepted),
        AttestationOutcome.NotYours => Problem.Of(StatusCodes.Status403Forbidden, "Somebody else was asked", "You are signed in with another account than the one that was asked, or you have asked yourself. Hand the question back to whoever sent it."),
        AttestationOutcome.Closed => Problem.Of(StatusCodes.Status404NotFound, "This link opens nothing", "It is incomplete, was answered already, or its time is over. Whoever asked can ask again."),
        _ => throw new UnreachableException(),
    };
}
